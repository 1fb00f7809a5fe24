import { type Detector, endOf, type Finding, nextText, placed, RANK, rule, said } from '../finding.ts';

const bar = (line: string | undefined): string => (line ?? '').replace(/^\s*│ ?/, '').trim();

/** A box of Terraform: the title, `with …`, `on main.tf line 12`, and a text. */
const terraform = (lines: readonly string[], at: number, title: string): Finding => {
  const to = endOf(lines, at + 1, /^\s*╵|^(?:\s*│ )?Error: |^\s*╷/, 40);
  let file: string | undefined;
  let line: string | undefined;
  const texts: string[] = [];
  for (let next = at + 1; next < to; next++) {
    const text = bar(lines[next]);
    const place = /^on (\S+) line (\d+)/.exec(text);
    if (place) [, file, line] = place;
    else if (/^Lock Info:/.test(text)) break;
    else if (!text) continue;
    else if (!/^with \S+,$|^\d+: |^├|^│|^on \S+ line/.test(text)) texts.push(text);
  }
  // The title of a provider's error holds the whole error, that of Terraform names only its kind.
  const text = texts.slice(0, title.endsWith(':') ? 2 : 3).join(' ');
  const short = text.length > 160 ? text.replace(/^([^.]{20,}\.) .*$/, '$1') : text;
  const more = title.endsWith(':') || (title.length < 60 && !title.includes(': ')) ? short : undefined;
  return {
    headline: placed(said(title.replace(/:$/, ''), more), file, line),
    tool: 'terraform',
    rank: RANK.tool,
    at,
    to: to - 1,
  };
};

const TERRAFORM_BELOW = /^\s*(?:│ )?\s*(?:on \S+\.tf(?:\.json)? line \d+|with \S+,$)/;

/** The name and the reason of a resource in a list of CloudFormation's events. */
const resource = (type: string, rest: string): string => {
  const [, id = '', reason = ''] = /^([\w/-]+)(?: \((?:[\w/-]+)\))?\s*(.*)$/.exec(rest.trim()) ?? [];
  const words = reason
    .replace(/^Resource handler returned message: "?(.*?)"?(?: \(RequestToken: .*)?$/, '$1')
    .replace(/ \(RequestToken: [^)]*\)/, '')
    .replace(/ \(Service: [^)]*\)(?: \(SDK Attempt Count: \d+\))?/, '');
  return words ? said(id.split('/').at(-1) ?? type, words) : '';
};

const CANCELLED = /Resource (?:creation|update) cancelled|The following resource\(s\) failed/i;

export const cloud: readonly Detector[] = [
  {
    starts: /^\s*│ Error: (\S.*)$/,
    find: (lines, at, [, title = '']) => terraform(lines, at, title),
  },
  {
    starts: /^Error: (\S.*)$/,
    find(lines, at, [, title = '']) {
      const to = endOf(lines, at + 1, /^Error: /, 8);
      return lines.slice(at + 1, to).some((line) => TERRAFORM_BELOW.test(line))
        ? terraform(lines, at, title)
        : undefined;
    },
  },
  rule('terraform', RANK.tool, /^\s*(Error (?:acquiring the state lock|loading state|refreshing state): ?.*)$/),
  // CDK: `ShopStack | 3/12 | 9:14:02 PM | CREATE_FAILED | AWS::SQS::Queue | PaymentQueue (PaymentQueue8A1) reason`
  {
    starts: /^(?:\S+ \|)?[\s\d/]*\|[^|]*\| (?:CREATE|UPDATE|DELETE|IMPORT)_FAILED\s+\| (\S+)\s+\| (\S.*)$/,
    find(_, at, [, type = '', rest = '']) {
      if (CANCELLED.test(rest) || type === 'AWS::CloudFormation::Stack') return undefined;
      const headline = resource(type, rest);
      return headline ? { headline, tool: 'cdk', rank: RANK.tool + 2, at, to: at + 2 } : undefined;
    },
  },
  // SAM and the CLI: `CREATE_FAILED  AWS::Lambda::Function  ShopFunction  reason`, of which each column may wrap.
  {
    starts: /^(?:CREATE|UPDATE|DELETE)_FAILED\s+(AWS::\S+|Custom::\S+)\s+(\S+)\s+(\S.*)$/,
    find(lines, at, [, type = '', id = '', rest = '']) {
      const more: string[] = [];
      for (let next = at + 1; next < at + 8; next++) {
        const line = lines[next] ?? '';
        if (!/^\s{20,}\S/.test(line)) break;
        more.push(
          line
            .trim()
            .split(/\s{2,}/)
            .at(-1) ?? '',
        );
      }
      const words = [rest, ...more].join(' ');
      if (CANCELLED.test(words)) return undefined;
      const headline = resource(type, `${id} ${words}`);
      return headline ? { headline, tool: 'cloudformation', rank: RANK.tool + 2, at, to: at + more.length } : undefined;
    },
  },
  // Serverless Framework
  {
    starts: /^\s*(?:CREATE|UPDATE|DELETE)_FAILED: (\S+) \((\S+)\)$/,
    find(lines, at, [, id]) {
      const text = (lines[nextText(lines, at + 1, 2)] ?? '').trim();
      return {
        headline: said(
          id,
          text.replace(/^Resource handler returned message: "?(.*?)"?(?: \(RequestToken: .*)?$/, '$1'),
        ),
        tool: 'serverless',
        rank: RANK.tool + 2,
        at,
        to: at + 2,
      };
    },
  },
  rule('cdk', RANK.tool, /^\s*❌ {1,2}(\S+) failed: (\S.*)$/, ([, stack, text = '']) =>
    said(
      stack === 'Deployment' ? undefined : stack,
      text
        .replace(
          /^(?:\w*Error: )?(?:The stack named \S+ failed(?: creation| to deploy)?[,:]? ?(?:it may need to be manually deleted from the AWS console: )?)/,
          '',
        )
        .replace(/^(?:Error|_?\w*ToolkitError): /, ''),
    ),
  ),
  rule('cdk', RANK.tool - 3, /^\s*❌ {1,2}(\S.*)$/),
  rule(
    'cloudformation',
    RANK.tool - 2,
    /^(?:Error: )?(Failed to create\/update the stack(?:[:,] .*)?(?=$|\. Run the following)|Failed to create the changeset: .*|Waiter Stack\w+ failed: .*)(?:$|\. Run)/,
  ),
  rule(
    'sam',
    RANK.tool,
    /^(?:Build Failed|Error): ((?:Failed to create changeset|PythonPipBuilder|NodejsNpm\w*Builder|Template file not found|Stack \S+ is missing|Unable to upload artifact|JavaGradle\w*|JavaMaven\w*|GoModulesBuilder)\S*.*)$/,
  ),
  rule('serverless', RANK.wrapper + 8, /^✖ (Stack .* failed to deploy.*)$/),
  // AWS CLI and boto
  rule('aws', RANK.tool, /(An error occurred \(\w[\w.]*\) when calling the \w+ operation.*)$/),
  rule(
    'aws',
    RANK.tool,
    /^(?:fatal error: )?((?:Unable to locate credentials|Could not connect to the endpoint URL|The config profile|Partial credentials found|You must specify a region|Error when retrieving (?:credentials|token) from|The security token included in the request).*)$/,
  ),
  rule('aws', RANK.tool, /^aws: error: (\S.*)$/),
  rule('aws', RANK.tool - 2, /^(Waiter \w+ failed: .*)$/),
  rule('aws', RANK.tool - 1, /^(?:upload|download|copy|move|delete) failed: (\S.*)$/),
  // kubectl and Helm
  rule(
    'helm',
    RANK.tool,
    /^Error: ((?:UPGRADE|INSTALLATION|ROLLBACK|UNINSTALL) FAILED: .*|YAML parse error on .*|template: .*|parse error at .*|failed (?:to download|post-install|pre-install|pre-upgrade|post-upgrade) .*|execution error at .*|Kubernetes cluster unreachable: .*|chart .* not found.*|values don't meet the specifications.*|repo \S+ not found)$/,
    // The reason stands on the next line, in a list.
    ([, text = ''], lines, at) =>
      text.endsWith(':') ? `${text} ${(lines[at + 1] ?? '').replace(/^[\s*]+/, '')}` : text,
  ),
  rule('kubectl', RANK.tool, /^(Error from server(?: \(\w+\))?: .*)$/),
  rule(
    'kubectl',
    RANK.tool,
    /^(The \w+ "\S+" is invalid: .*|The connection to the server \S+ was refused.*|Unable to connect to the server: .*)$/,
  ),
  rule(
    'kubectl',
    RANK.tool,
    /^error: ((?:unable to recognize|error validating|deployment|timed out waiting|the server doesn't have|the path|You must be logged in|resource mapping not found|no objects passed|context|unable to build kubernetes objects|no matches for kind|exec plugin|error parsing|unable to read|daemon set|statefulset|unknown object type|no configuration has been provided)\b.*)$/,
  ),
];
