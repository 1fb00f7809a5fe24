import type { Notification } from '../../src/model/notification.ts';
import { aNotification } from '../support/factories.ts';

const [commit] = aNotification().commits;
if (!commit) throw new Error('the factory makes no commit');

const HOSTILE =
  '<!channel> <!here> <@U123> <#C1> <!subteam^S1> <https://evil.example|Approve> &lt;!channel&gt; &amp;lt; `a` ```b``` ' +
  '[x](https://evil.example) ![i](http://t/p.png) <at>all</at> < AT>x</ at> {{DATE(2026-01-01T00:00:00Z,SHORT)}} _*~\n> # -';

/** Markup of every platform in every text. */
export const hostile: Notification = aNotification({
  title: HOSTILE,
  text: HOSTILE,
  stopReason: HOSTILE,
  account: HOSTILE,
  accountName: HOSTILE,
  environment: HOSTILE,
  region: HOSTILE,
  execution: { id: HOSTILE },
  trigger: { type: HOSTILE },
  action: { name: HOSTILE, provider: HOSTILE },
  approval: { comment: HOSTILE },
  commits: [{ id: HOSTILE, summary: HOSTILE, author: HOSTILE, branch: HOSTILE, url: 'javascript:alert(1)' }],
  failures: [
    { stage: HOSTILE, action: HOSTILE, reason: HOSTILE, code: HOSTILE, url: 'data:text/html,x', log: HOSTILE },
    { reason: 'short', log: HOSTILE.repeat(20), logUrl: 'javascript:alert(2)' },
  ],
  lastGood: { execution: HOSTILE, time: HOSTILE, url: 'vbscript:x', commit: HOSTILE, compareUrl: 'file:///etc/passwd' },
  missing: [HOSTILE],
  details: [{ label: HOSTILE, value: HOSTILE }],
  links: [{ label: HOSTILE, url: 'https://example.com/a|b>c' }],
});

const longUrl = (at: number | string): string => `https://example.com/${'x'.repeat(1900)}${at}`;

/** More of everything than any receiver takes. */
export const huge: Notification = aNotification({
  text: 'wörter '.repeat(5000),
  environment: 'production '.repeat(300),
  transition: { kind: 'still-failing', count: 999_999, since: '1970-01-01T00:00:00.000Z', retry: 999 },
  commits: Array.from({ length: 40 }, (_, at) => ({ ...commit, id: `${at}`.padStart(40, '0'), url: longUrl(at) })),
  failures: Array.from({ length: 20 }, (_, at) => ({
    stage: `Stage${at}`,
    reason: `${at} ${'行'.repeat(3000)}\n${'line\n'.repeat(500)}`,
    url: longUrl(at),
    log: `${'日誌 '.repeat(3000)}\n${'log line\n'.repeat(500)}`,
    logUrl: longUrl(`log${at}`),
  })),
  lastGood: {
    execution: 'x'.repeat(9000),
    url: longUrl('good'),
    compareUrl: longUrl('compare'),
    commit: 'y'.repeat(900),
  },
  missing: Array.from({ length: 50 }, (_, at) => `${'much '.repeat(50)}${at}`),
  details: Array.from({ length: 60 }, (_, at) => ({ label: `Label ${at}`, value: 'value '.repeat(500) })),
  links: Array.from({ length: 30 }, (_, at) => ({ label: `Place ${at}`, url: `https://example.com/${at}` })),
});

/** Names in other scripts, in both directions, with emoji, and as long as AWS allows. */
export const foreign: Record<string, Notification> = {
  korean: aNotification({
    environment: '운영',
    accountName: '결제팀',
    pipeline: { name: '결제-서비스-배포' },
    commits: [{ ...commit, summary: '카드를 한 번만 청구한다 💳', author: '김하늘', branch: '기능/결제' }],
    failures: [{ stage: '빌드', action: '단위-테스트', reason: '명령이 실패했습니다: npm test\n종료 코드 1' }],
  }),
  'right-to-left': aNotification({
    environment: 'إنتاج',
    commits: [
      { ...commit, summary: 'خصم المبلغ مرة واحدة (#12)', author: 'ليلى حداد' },
      { ...commit, id: `${'1'.repeat(40)}`, summary: 'חיוב הכרטיס פעם אחת', author: 'נועה לוי' },
    ],
    failures: [
      { stage: 'Build', action: 'Tests', reason: 'فشل الأمر: npm test', log: 'خطأ: القيمة غير صحيحة\nexit 1' },
    ],
  }),
  long: aNotification({
    environment: 'pre-production-of-the-northern-region',
    pipeline: {
      name: 'storefront-checkout-and-payment-and-delivery-slot-service-continuous-deployment-pipeline-main-branch',
    },
    commits: [
      {
        ...commit,
        summary: `${'Supercalifragilisticexpialidocious'.repeat(8)}`,
        author: 'Wolfeschlegelsteinhausenbergerdorff '.repeat(3),
      },
    ],
    failures: [
      {
        stage: 'Deploy-To-Every-Region-That-We-Have-Customers-In-And-Some-More-For-Good-Measure-Because-Why-Not-Really',
        action: 'CreateOrReplaceTheChangeSetOfTheStackThatHoldsTheDatabase',
        reason: `arn:aws:cloudformation:eu-west-1:111122223333:stack/${'storefront-database-'.repeat(12)}`,
        log: `${'x'.repeat(700)}\nthe end`,
      },
    ],
  }),
};
