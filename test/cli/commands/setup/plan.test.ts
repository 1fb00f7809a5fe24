import { type Found, NOTHING, nextStep } from '../../../../src/cli/commands/setup/plan.ts';

const PLACE: Partial<Found> = { region: 'eu-central-1', isConfirmed: true, stage: 'prod' };
const TESTED: Partial<Found> = { ...PLACE, isDeployed: true, targets: ['team'], isTested: true };

describe('the next step of a set-up', () => {
  test.each<[string, Partial<Found>, string]>([
    ['asks for the Region if nothing names one', {}, 'region'],
    ['asks for the Region before anything else', { ...PLACE, region: undefined }, 'region'],
    ['shows the account of a Region that was found', { region: 'eu-central-1', stage: 'prod' }, 'account'],
    ['asks for the stage', { region: 'eu-central-1', isConfirmed: true }, 'stage'],
    ['looks at what exists once the place is known', PLACE, 'look'],
    ['deploys a stack that does not exist', { ...PLACE, isDeployed: false }, 'deploy'],
    ['looks again after a deployment', { ...PLACE, isDeployed: undefined, hasChanged: true }, 'look'],
    ['adds the first target', { ...PLACE, isDeployed: true }, 'target'],
    ['tests a target that got no message', { ...PLACE, isDeployed: true, targets: ['team'] }, 'test'],
    ['runs doctor after the test', TESTED, 'doctor'],
    ['offers another target if everything was there', { ...TESTED, doctorCode: 0 }, 'offer'],
    ['offers another target whatever doctor found', { ...TESTED, doctorCode: 3 }, 'offer'],
    ['ends after the offer', { ...TESTED, doctorCode: 0, isOffered: true }, 'finish'],
    ['ends without an offer if something was added', { ...TESTED, doctorCode: 0, hasChanged: true }, 'finish'],
  ])('%s', (_, found, expected) => {
    expect(nextStep({ ...NOTHING, ...found })).toBe(expected);
  });
});
