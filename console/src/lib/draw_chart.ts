// How our charts look in uPlot: even steps along the bottom, few grid lines, each line labelled at its own end.
import type uPlot from 'uplot';

export interface ChartLine {
  name: string;
  values: (number | null)[];
  colour: 1 | 2 | 3 | 4 | 5 | 6;
  faint?: boolean; // a comparison: the same colour, thin and dashed
  endLabel?: boolean;
  openEnd?: boolean; // the last step is still running: the way to it is dashed
}

export interface Shown {
  index: number;
  left: number;
}

export interface Drawing {
  lines: ChartLine[];
  labels: string[];
  format: (value: number) => string;
  fromZero: boolean;
  height: number;
  width: number;
  onshow: (shown: Shown | null) => void;
}

// A canvas needs the colour itself: let the browser resolve the token, theme included.
function tokenColour(box: HTMLElement, token: string): string {
  const probe = document.createElement('i');
  probe.style.color = `var(--${token})`;
  box.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

export function drawChart(kit: typeof uPlot, box: HTMLElement, drawing: Drawing): uPlot {
  const { lines, width, height, fromZero } = drawing;
  const colours = lines.map((line) => tokenColour(box, `series-${line.colour}`));
  const strokes = lines.flatMap((line, at) => strokesOf(line, colours[at]!));
  const labelled = lines.some((line) => line.endLabel);
  const options: uPlot.Options = {
    width,
    height,
    padding: [12, labelled ? 116 : 16 + 4 * Math.max(0, ...drawing.labels.map((label) => label.length)), 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 }, move: onStep },
    scales: { x: { time: false }, y: { range: (_, low, high) => yRange(low, high, fromZero) } },
    axes: axes(box, drawing),
    series: [{}, ...strokes.map((stroke) => lineLook(kit, stroke))],
    hooks: {
      setCursor: [(chart) => tellCursor(chart, drawing)],
      draw: labelled ? [(chart) => endLabels(chart, lines, colours)] : [],
    },
  };
  const x = drawing.labels.map((_, index) => index);
  return new kit(options, [x, ...strokes.map(({ line }) => line.values)] as uPlot.AlignedData, box);
}

interface Stroke {
  line: ChartLine;
  colour: string;
  dashed?: boolean;
}

// A line with an open end is drawn as two: what is over, and the way to what still moves.
function strokesOf(line: ChartLine, colour: string): Stroke[] {
  const end = line.values.length - 1;
  if (!line.openEnd || end < 1 || line.values[end] === null) return [{ line, colour }];
  const over = line.values.map((value, at) => (at === end ? null : value));
  const running = line.values.map((value, at) => (at >= end - 1 ? value : null));
  return [
    { line: { ...line, values: over }, colour },
    { line: { ...line, values: running }, colour, dashed: true },
  ];
}

function lineLook(kit: typeof uPlot, { line, colour, dashed }: Stroke): uPlot.Series {
  const few = line.values.filter((value) => value !== null).length <= 1; // one point makes no line: show the point
  return {
    label: line.name,
    stroke: line.faint ? withAlpha(colour, 0.45) : colour,
    width: line.faint ? 1.5 : 2,
    dash: line.faint ? [4, 4] : dashed ? [2, 5] : undefined,
    fill: line.faint || line.endLabel || dashed ? undefined : withAlpha(colour, 0.08),
    points: { show: few, size: 7, fill: colour },
    paths: kit.paths.linear!(),
  };
}

function withAlpha(colour: string, alpha: number): string {
  const parts = /rgba?\(([^)]+)\)/.exec(colour)?.[1]?.split(/[,\s/]+/).slice(0, 3);
  return parts ? `rgba(${parts.join(', ')}, ${alpha})` : colour;
}

// A share of the base starts at zero; a level shows its movement, with air above and below.
function yRange(low: number | null, high: number | null, fromZero: boolean): [number, number] {
  if (low === null || high === null) return [0, 1];
  if (fromZero || low < high * 0.4) return [Math.min(0, low), high > 0 ? high * 1.15 : 1];
  const air = Math.max((high - low) * 0.25, high * 0.01);
  return [low - air, high + air];
}

function axes(box: HTMLElement, drawing: Drawing): uPlot.Axis[] {
  const text = tokenColour(box, 'muted');
  const hair = tokenColour(box, 'hair');
  const look = { stroke: text, font: '12px "Inter Variable", system-ui', ticks: { show: false } };
  return [
    {
      ...look,
      grid: { show: false },
      size: 30,
      gap: 8,
      space: 70,
      incrs: [1, 2, 3, 4, 5, 6, 7, 10, 14, 15, 30, 60, 90],
      values: (_, splits) => splits.map((split) => drawing.labels[split] ?? ''),
    },
    {
      ...look,
      grid: { stroke: hair, width: 1 },
      space: 44,
      gap: 8,
      size: (_, values) => 16 + 7 * Math.max(0, ...(values ?? []).map((value) => value.length)),
      values: (_, splits) => splits.map((split) => drawing.format(split)),
    },
  ];
}

// The line under the pointer stands on a step, not between two.
function onStep(chart: uPlot, left: number, top: number): [number, number] {
  return left < 0 ? [left, top] : [chart.valToPos(chart.posToIdx(left), 'x'), top];
}

function tellCursor(chart: uPlot, drawing: Drawing): void {
  const index = chart.cursor.idx;
  if (index === null || index === undefined || (chart.cursor.left ?? -1) < 0) return drawing.onshow(null);
  const ratio = window.devicePixelRatio;
  drawing.onshow({ index, left: chart.valToPos(index, 'x', true) / ratio });
}

// The name of each line where it ends, moved apart where ends meet, and back up where the last would leave the drawing.
function endLabels(chart: uPlot, lines: ChartLine[], colours: string[]): void {
  const ratio = window.devicePixelRatio;
  const ends = lines
    .map((line, at) => ({ line, colour: colours[at]!, at: lastValue(line.values) }))
    .filter((end) => end.line.endLabel && end.at !== null)
    .map((end) => ({
      ...end,
      x: chart.valToPos(end.at!.index, 'x', true),
      y: chart.valToPos(end.at!.value, 'y', true),
    }))
    .sort((a, b) => a.y - b.y);
  const context = chart.ctx;
  context.save();
  context.font = `500 ${12 * ratio}px "Inter Variable", system-ui`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  const step = 15 * ratio;
  ends.forEach((end, at) => (end.y = Math.max(end.y, at ? ends[at - 1]!.y + step : -Infinity)));
  const bottom = chart.bbox.top + chart.bbox.height;
  for (let at = ends.length - 1; at >= 0; at -= 1) ends[at]!.y = Math.min(ends[at]!.y, bottom - (ends.length - 1 - at) * step);
  for (const end of ends) {
    context.fillStyle = end.colour;
    context.fillText(end.line.name, end.x + 8 * ratio, end.y);
  }
  context.restore();
}

function lastValue(values: (number | null)[]): { index: number; value: number } | null {
  for (let index = values.length - 1; index >= 0; index -= 1) {
    const value = values[index];
    if (value !== null && value !== undefined) return { index, value };
  }
  return null;
}
