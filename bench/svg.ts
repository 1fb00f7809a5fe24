import type { Curve } from './growth.ts';

const WIDTH = 460;
const HEIGHT = 260;
const LEFT = 62;
const RIGHT = 16;
const TOP = 44;
const BOTTOM = 44;

/** Powers of ten that enclose the values. */
const decades = (values: readonly number[]): [number, number] => {
  const low = Math.floor(Math.log10(Math.min(...values)));
  return [low, Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))))];
};

const number = (value: number): string => (value >= 10_000 ? `${value / 1000}k` : String(Number(value.toPrecision(3))));

const text = (x: number, y: number, content: string, more = ''): string =>
  `<text x="${x}" y="${y}" ${more}>${content}</text>`;

/**
 * A curve with logarithmic axes, on which linear growth is a line of the slope of the dashed one.
 * The colours fit a light and a dark page.
 */
export const drawCurve = ({ name, x, y, points }: Curve): string => {
  const [x0, x1] = decades(points.map(([size]) => size));
  const [y0, y1] = decades(points.map(([, cost]) => cost));
  const toX = (size: number): number => LEFT + ((Math.log10(size) - x0) / (x1 - x0)) * (WIDTH - LEFT - RIGHT);
  const toY = (cost: number): number =>
    HEIGHT - BOTTOM - ((Math.log10(cost) - y0) / (y1 - y0)) * (HEIGHT - TOP - BOTTOM);
  const place = ([size, cost]: readonly [number, number]): string => `${toX(size).toFixed(1)},${toY(cost).toFixed(1)}`;
  const ticks = (from: number, to: number): number[] =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const [first] = points;
  const linear = first
    ? ticks(x0, x1)
        .map((power) => [10 ** power, (first[1] * 10 ** power) / first[0]] as const)
        .filter(([, cost]) => cost >= 10 ** y0 && cost <= 10 ** y1)
    : [];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${name}" font-family="system-ui, sans-serif" font-size="11" fill="#888">`,
    text(LEFT, 16, name, 'font-size="13" font-weight="600"'),
    ...ticks(x0, x1).map(
      (power) =>
        `<path d="M${toX(10 ** power).toFixed(1)} ${TOP}V${HEIGHT - BOTTOM}" stroke="#8883"/>${text(toX(10 ** power), HEIGHT - BOTTOM + 16, number(10 ** power), 'text-anchor="middle"')}`,
    ),
    ...ticks(y0, y1).map(
      (power) =>
        `<path d="M${LEFT} ${toY(10 ** power).toFixed(1)}H${WIDTH - RIGHT}" stroke="#8883"/>${text(LEFT - 6, toY(10 ** power) + 4, number(10 ** power), 'text-anchor="end"')}`,
    ),
    text(WIDTH - RIGHT, HEIGHT - 8, x, 'text-anchor="end"'),
    text(LEFT, TOP - 4, y),
    linear.length > 1
      ? `<polyline points="${linear.map(place).join(' ')}" fill="none" stroke="#888" stroke-dasharray="3 4"/>`
      : '',
    `<polyline points="${points.map(place).join(' ')}" fill="none" stroke="#c2410c" stroke-width="2"/>`,
    ...points.map(
      (point) =>
        `<circle cx="${place(point).replace(',', '" cy="')}" r="3" fill="#c2410c"><title>${number(point[0])} ${x}: ${number(point[1])} ${y}</title></circle>`,
    ),
    '</svg>\n',
  ].join('\n');
};
