import { HostConfig } from 'adaptivecards';
import type { Look } from './drawing.ts';

interface Colors {
  text: string;
  quiet: string;
  /** Background of a container, by its style. */
  grounds: Record<'default' | 'emphasis' | 'accent' | 'good' | 'warning' | 'attention', string>;
}

/** Colours of Fluent 2, which Teams uses. @see https://fluent2.microsoft.design/color */
const COLORS: Record<Look['scheme'], Colors> = {
  light: {
    text: '#242424',
    quiet: '#616161',
    grounds: {
      default: '#ffffff',
      emphasis: '#f5f5f5',
      accent: '#ebf3fc',
      good: '#e7f2e7',
      warning: '#fdf3e1',
      attention: '#fbe9ea',
    },
  },
  dark: {
    text: '#ffffff',
    quiet: '#adadad',
    grounds: {
      default: '#292929',
      emphasis: '#1f1f1f',
      accent: '#082338',
      good: '#0a2e0a',
      warning: '#4a2b00',
      attention: '#3b1519',
    },
  },
};

const SANS = 'Emoji, "Segoe UI", "Open Sans", Arial, "Noto Sans CJK KR", sans-serif';
const MONO = 'Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK KR", monospace';

/** Pixels. */
const SIZES = { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 };
const CODE_SIZES = { small: 12, default: 13, medium: 14, large: 16, extraLarge: 20 };
const LINES = { small: 18, default: 20, medium: 22, large: 24, extraLarge: 32 };
const SPACES = { small: 4, default: 8, medium: 14, large: 20, extraLarge: 32, padding: 14 };
const WEIGHTS = { lighter: 200, default: 400, bolder: 600 };

const containerStyles = ({ text, quiet, grounds }: Colors) =>
  Object.fromEntries(
    Object.entries(grounds).map(([style, backgroundColor]) => [
      style,
      { backgroundColor, foregroundColors: { default: { default: text, subtle: quiet } } },
    ]),
  );

/** The renderer's configuration, copied from the look of Teams: Microsoft does not publish its own. */
export const hostConfig = (scheme: Look['scheme']): HostConfig =>
  new HostConfig({
    supportsInteractivity: true,
    spacing: SPACES,
    lineHeights: LINES,
    fontTypes: {
      default: { fontFamily: SANS, fontSizes: SIZES, fontWeights: WEIGHTS },
      monospace: { fontFamily: MONO, fontSizes: CODE_SIZES, fontWeights: WEIGHTS },
    },
    containerStyles: containerStyles(COLORS[scheme]),
    actions: { maxActions: 6, spacing: 'medium', buttonSpacing: 8, actionAlignment: 'left' },
  });
