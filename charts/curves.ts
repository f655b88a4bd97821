/** Loss and error over the epochs, alternations marked and phases shaded; drift below them. */
import type { SnapshotRecord, CurvePoint, EpochRecord, Phase, RunDetail, TestPoint } from '../preload/contract'
import { loss, percentWithUnit } from '../preload/schema/format'
import { alternationsOf, snapshotName } from '../preload/schema/moments'
import { curveExtent } from '../preload/schema/run-figures'
import { capitalised, phaseTitles } from '../preload/schema/titles'
import { phaseAt, phaseSpans, spaced, type PhaseSpan } from './phases'
import type { Palette } from './palette'
import type { ChartBuilder, ChartOption, ChartSurface, LineSeriesOption } from './echarts'
import {
  axisLook, chartFont, horizontalName, horizontalZoom, legendLook, tooltipText, tooltipLook, type Tooltip,
  type TooltipLine
} from './parts'

export interface CurveFigures {
  readonly curve: readonly CurvePoint[]
  /** Of the stretch that is zoomed to, in its place; null while the whole is shown. */
  readonly zoomed: Readonly<Record<'loss' | 'error', readonly Point[]>> | null
  readonly testCurve: readonly TestPoint[]
  readonly epochs: readonly EpochRecord[]
  readonly snapshots: readonly SnapshotRecord[]
  readonly spans: readonly PhaseSpan[]
  /** Where the epoch axis ends. */
  readonly extent: number
  readonly logarithmic: boolean
}
export type Point = [number, number]

export function curveFigures(
  detail: RunDetail, zoomed: CurveFigures['zoomed'], logarithmic: boolean
): CurveFigures {
  const { curve, testCurve, epochs, snapshots, progress } = detail
  return {
    curve, zoomed, testCurve, epochs, snapshots, logarithmic,
    spans: phaseSpans(epochs, progress, curve),
    extent: curveExtent(detail)
  }
}

const names = { live: 'train, live', train: 'train, epoch mean', test: 'test' } as const

/** A logarithmic axis has no place for zero and below. */
function visible(points: Point[], logarithmic: boolean): Point[] {
  return logarithmic ? points.filter(([, value]) => value > 0) : points.filter(([, value]) => Number.isFinite(value))
}

function line(name: string, color: string, width: number, data: Point[]): LineSeriesOption {
  return {
    type: 'line', name, data, showSymbol: data.length === 1, symbolSize: 5, sampling: 'minmax', color,
    lineStyle: { color, width }, emphasis: { disabled: true }
  }
}

const margins = { left: 52, right: 20 } as const
/** Of the line above the plot in which the names of phases stand, so that no curve runs through them. */
const nameHeight = 16

const phaseWords = (phase: Phase): string => phaseTitles[phase].toLowerCase()

/** All of SGD is one phase, which needs neither shade nor name. */
const shaded = ({ spans }: CurveFigures): readonly PhaseSpan[] => spans.filter(({ phase }) => phase !== 'sgd')

/** A phase without room for its name is shaded only; its tooltip names it. */
function phaseName(span: PhaseSpan, figures: CurveFigures, width: number): string {
  const name = phaseWords(span.phase)
  const room = ((span.to - span.from) / figures.extent) * (width - margins.left - margins.right)
  return room > name.length * 7 + 8 ? name : ''
}

function phaseColour(palette: Palette, phase: Phase): string {
  switch (phase) {
    case 'masked': case 'dense-again': return palette.phaseMasked
    case 'sparse': return palette.phaseSparse
    case 'sgd': case 'warm-up': case 'dense': return palette.phaseWarmUp
  }
}

function shading(figures: CurveFigures, { palette, width }: ChartSurface): LineSeriesOption['markArea'] {
  return {
    silent: true,
    label: { position: [4, 3 - nameHeight], color: palette.inkFaint, ...chartFont },
    data: shaded(figures).map((span) => [
      {
        name: phaseName(span, figures, width),
        xAxis: span.from,
        itemStyle: { color: phaseColour(palette, span.phase) }
      },
      { xAxis: span.to }
    ])
  }
}

/**
 * Many alternations become fainter, so that the curves stay in front, and of those closer than a few pixels one is
 * drawn: 800 marks took 200 ms of each redraw.
 */
function marks(figures: CurveFigures, { palette, width }: ChartSurface): LineSeriesOption['markLine'] {
  const { extent } = figures
  const alternations = alternationsOf(figures.snapshots)
  const apart = (6 * extent) / Math.max(1, width - margins.left - margins.right)
  return {
    silent: true, symbol: 'none', label: { show: false }, animation: false,
    lineStyle: { color: palette.alternation, width: 1, type: [2, 3], opacity: alternations.length > 60 ? 0.4 : 1 },
    data: spaced(alternations.map((alternation) => alternation.epoch), apart).map((epoch) => ({ xAxis: epoch }))
  }
}

function snapshotNote(snapshots: readonly SnapshotRecord[], epoch: number): string | undefined {
  const record = snapshots.find((candidate) => Math.abs(candidate.epoch - epoch) < 0.05)
  if (record === undefined) return undefined
  const churn = record.churn === null ? 'first masks, no churn yet' : `churn ${percentWithUnit(record.churn)}`
  return `${capitalised(snapshotName(record))}: sparsity ${percentWithUnit(record.sparsity, 1)}, ${churn}`
}

interface AxisItem {
  readonly seriesName?: string
  readonly color?: unknown
  readonly value?: unknown
}

function tooltipFor(figures: CurveFigures, write: (value: number) => string) {
  return (parameters: unknown): Tooltip => {
    const items = (Array.isArray(parameters) ? parameters : [parameters]) as AxisItem[]
    let epoch = 0
    const lines: TooltipLine[] = []
    for (const item of items) {
      const [at, value] = (item.value ?? []) as (number | undefined)[]
      if (at === undefined || value === undefined) continue
      epoch = at
      lines.push({ color: String(item.color), label: item.seriesName ?? '', value: write(value) })
    }
    const phase = phaseAt(shaded(figures), epoch)
    const title = `Epoch ${Number(epoch.toFixed(2))}${phase === null ? '' : `, ${phaseWords(phase)}`}`
    return tooltipText(title, lines, snapshotNote(figures.snapshots, epoch))
  }
}

interface Scale {
  readonly write: (value: number) => string
  readonly tick: (value: number) => string
}

function frame(
  figures: CurveFigures,
  surface: ChartSurface,
  scale: Scale,
  series: LineSeriesOption[],
  legend: readonly string[]
): ChartOption {
  const { palette } = surface
  return {
    textStyle: chartFont,
    grid: { ...margins, top: (legend.length > 0 ? 28 : 8) + (shaded(figures).length > 0 ? nameHeight : 0), bottom: 40 },
    ...(legend.length > 0 ? { legend: legendLook(palette, legend) } : {}),
    tooltip: {
      ...tooltipLook(palette),
      trigger: 'axis',
      formatter: tooltipFor(figures, scale.write),
      axisPointer: { type: 'line', lineStyle: { color: palette.inkFaint, type: 'solid', width: 1 } }
    },
    dataZoom: [horizontalZoom],
    xAxis: {
      type: 'value',
      min: 0,
      max: figures.extent,
      minInterval: 1,
      ...axisLook(palette),
      splitLine: { show: false },
      ...horizontalName('epoch')
    },
    yAxis: {
      type: figures.logarithmic ? 'log' : 'value',
      ...axisLook(palette),
      axisLine: { show: false },
      splitNumber: surface.height < 180 ? 2 : 4,
      axisLabel: { ...axisLook(palette).axisLabel, formatter: scale.tick }
    },
    series
  }
}

/** Measured after each epoch and, where the run asks for it, between. */
function testPoints(
  { epochs, testCurve }: CurveFigures,
  ofEpoch: 'testLoss' | 'testError',
  between: 'loss' | 'error'
): Point[] {
  return [
    ...epochs.map((record): Point => [record.epoch, record[ofEpoch]]),
    ...testCurve.map((point): Point => [point.epoch, point[between]])
  ].sort(([left], [right]) => left - right)
}

function curves(
  figures: CurveFigures,
  surface: ChartSurface,
  figure: 'loss' | 'error',
  factor: number,
  scale: Scale
): ChartOption {
  const { palette } = surface
  const points = (values: Point[]): Point[] => visible(values, figures.logarithmic)
  const train = figure === 'loss' ? 'trainLoss' : 'trainError'
  const test = figure === 'loss' ? 'testLoss' : 'testError'
  const live = line(
    names.live,
    palette.trainingLive,
    1,
    points((figures.zoomed?.[figure] ?? figures.curve.map((point): Point => [point.epoch, point[figure]]))
      .map(([epoch, value]): Point => [epoch, value * factor]))
  )
  const decorated: LineSeriesOption = {
    ...live,
    markArea: shading(figures, surface),
    markLine: marks(figures, surface)
  }
  return frame(
    figures,
    surface,
    scale,
    [
      decorated,
      line(
        names.train,
        palette.training,
        1.5,
        points(figures.epochs.map((record): Point => [record.epoch, record[train] * factor]))
      ),
      line(
        names.test,
        palette.test,
        2,
        points(testPoints(figures, test, figure).map(([epoch, value]): Point => [epoch, value * factor]))
      )
    ],
    Object.values(names)
  )
}

const percentScale: Scale = { write: (value) => `${value.toFixed(2)} %`, tick: (value) => `${value} %` }

export function lossChart(figures: CurveFigures): ChartBuilder {
  return (surface) => curves(figures, surface, 'loss', 1, { write: loss, tick: (value) => String(value) })
}

export function errorChart(figures: CurveFigures): ChartBuilder {
  return (surface) => curves(figures, surface, 'error', 100, percentScale)
}

export function driftChart(figures: CurveFigures): ChartBuilder {
  return (surface) => {
    const { palette } = surface
    const data = figures.epochs.flatMap((record): Point[] =>
      record.drift === null ? [] : [[record.epoch, record.drift * 100]]
    )
    const drift = line('drift', palette.drift, 2, data)
    const decorated: LineSeriesOption = {
      ...drift, showSymbol: data.length < 60, symbol: 'circle',
      markArea: shading(figures, surface), markLine: marks(figures, surface)
    }
    const option = frame({ ...figures, logarithmic: false }, surface, percentScale, [decorated], [])
    // Without a first figure the axis would have no scale to show.
    return data.length > 0 ? option : { ...option, yAxis: { ...option.yAxis, min: 0, max: 1 } }
  }
}
