/** Where the boxes of a network lie, and the lines between them. */
import { Graph, layout } from '@dagrejs/dagre'
import type { Block } from './modelBlocks'

/** How data flows: from top to bottom, or from left to right. */
export type Direction = 'down' | 'right'

export interface Point { readonly x: number; readonly y: number }

export interface Box extends Point {
  readonly block: Block
  readonly width: number
  readonly height: number
}

export interface Line {
  readonly from: Block
  readonly to: Block
  /** From the edge of one box to the edge of the other. */
  readonly points: readonly Point[]
}

export interface Drawing {
  readonly direction: Direction
  readonly width: number
  readonly height: number
  /** How far from the left the middle of the first box is. */
  readonly start: number
  readonly boxes: readonly Box[]
  readonly lines: readonly Line[]
}

export interface Style {
  readonly direction: Direction
  /** How long a box is across the flow, with the fewest and with the most units. */
  readonly across: readonly [least: number, most: number]
  /** How long every box is along the flow. */
  readonly along: number
  /** Between boxes that follow each other, and between those beside each other. */
  readonly gaps: readonly [along: number, beside: number]
}

const margin = 12
/** Lines keep away from the corners of a box, and from each other where they leave or reach one. */
const corner = 16
const apart = 14

/** A share from 0 to 1; logarithmic, because the units of a network span four powers of ten. */
export function unitScale(blocks: readonly Block[]): (units: number) => number {
  const logarithms = blocks.map(({ units }) => Math.log(units))
  const [least, most] = [Math.min(...logarithms), Math.max(...logarithms)]
  return (units) => (most > least ? (Math.log(units) - least) / (most - least) : 1)
}

export function drawingOf(blocks: readonly Block[], style: Style): Drawing {
  const downwards = moved(arranged(blocks, style))
  const drawing = style.direction === 'down' ? { ...downwards, direction: style.direction } : turned(downwards)
  const [first] = drawing.boxes
  return { ...drawing, start: first === undefined ? 0 : centre(first).x }
}

type Arranged = Pick<Drawing, 'boxes' | 'lines'>

/** From top to bottom, wherever that is. */
function arranged(blocks: readonly Block[], { across: [least, most], along, gaps }: Style): Arranged {
  const graph = new Graph()
  graph.setGraph({ rankdir: 'TB', ranksep: gaps[0], nodesep: gaps[1], edgesep: gaps[1] })
  graph.setDefaultEdgeLabel(() => ({}))
  const scale = unitScale(blocks)
  for (const { head, units } of blocks)
    graph.setNode(head.name, { width: Math.round(least + (most - least) * scale(units)), height: along })
  for (const { head, inputs } of blocks) for (const from of inputs) graph.setEdge(from, head.name)
  layout(graph)
  const boxes = new Map(blocks.map((block): [string, Box] => {
    const { x, y, width, height } = graph.node(block.head.name) as Box
    return [block.head.name, { block, x: x - width / 2, y: y - height / 2, width, height }]
  }))
  const bends = (from: string, to: string): readonly Point[] =>
    (graph.edge(from, to) as { points: Point[] }).points.slice(1, -1)
  return { boxes: [...boxes.values()], lines: linesOf(boxes, bends) }
}

interface Bent { readonly from: Box; readonly to: Box; readonly bends: readonly Point[] }

function linesOf(
  boxes: ReadonlyMap<string, Box>,
  bends: (from: string, to: string) => readonly Point[]
): Line[] {
  const bent = [...boxes.values()].flatMap((to) => to.block.inputs.flatMap((name): Bent[] => {
    const from = boxes.get(name)
    return from === undefined ? [] : [{ from, to, bends: bends(name, to.block.head.name) }]
  }))
  const begins = places(bent, ({ from }) => from, (line) => line.bends[0] ?? centre(line.to))
  const ends = places(bent, ({ to }) => to, (line) => line.bends[line.bends.length - 1] ?? centre(line.from))
  return bent.map((line) => ({
    from: line.from.block,
    to: line.to.block,
    points: [
      { x: begins.get(line) ?? 0, y: line.from.y + line.from.height },
      ...line.bends,
      { x: ends.get(line) ?? 0, y: line.to.y }
    ]
  }))
}

const centre = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 })

/** Where on a box each of its lines begins or ends: below or above where it goes to, as far as the box reaches. */
function places(
  lines: readonly Bent[],
  boxOf: (line: Bent) => Box,
  towards: (line: Bent) => Point
): ReadonlyMap<Bent, number> {
  const found = new Map<Bent, number>()
  const byBox = new Map<Box, Bent[]>()
  for (const line of lines) byBox.set(boxOf(line), [...byBox.get(boxOf(line)) ?? [], line])
  for (const [{ x, width }, own] of byBox) {
    const inset = Math.min(corner, width / 4)
    const [first, last] = [x + inset, x + width - inset]
    const step = Math.min(apart, (last - first) / Math.max(1, own.length - 1))
    const sorted = own.sort((one, other) => towards(one).x - towards(other).x)
    sorted.forEach((line, at) => {
      const least = Math.max(first, at === 0 ? first : (found.get(sorted[at - 1] ?? line) ?? first) + step)
      const most = last - (sorted.length - 1 - at) * step
      found.set(line, Math.min(most, Math.max(least, towards(line).x)))
    })
  }
  return found
}

/** With its first point at the margin, lines included. */
function moved({ boxes, lines }: Arranged): Omit<Drawing, 'direction' | 'start'> {
  const corners = [
    ...boxes.flatMap(({ x, y, width, height }) => [{ x, y }, { x: x + width, y: y + height }]),
    ...lines.flatMap(({ points }) => points)
  ]
  const [left, right] = [Math.min(...corners.map(({ x }) => x)), Math.max(...corners.map(({ x }) => x))]
  const [top, bottom] = [Math.min(...corners.map(({ y }) => y)), Math.max(...corners.map(({ y }) => y))]
  const move = <P extends Point>(point: P): P => ({ ...point, x: point.x - left + margin, y: point.y - top + margin })
  return {
    width: right - left + 2 * margin,
    height: bottom - top + 2 * margin,
    boxes: boxes.map(move),
    lines: lines.map((line) => ({ ...line, points: line.points.map(move) }))
  }
}

/** On its side: what went down goes to the right. */
function turned({ width, height, boxes, lines }: ReturnType<typeof moved>): Omit<Drawing, 'start'> {
  const turn = ({ x, y }: Point): Point => ({ x: y, y: x })
  return {
    direction: 'right',
    width: height,
    height: width,
    boxes: boxes.map((box) => ({ ...box, ...turn(box), width: box.height, height: box.width })),
    lines: lines.map((line) => ({ ...line, points: line.points.map(turn) }))
  }
}

/** A line as a path of SVG, which leaves every point in the direction of the flow. */
export function pathOf({ points }: Line, direction: Direction): string {
  return points.map(({ x, y }, at) => {
    const before = points[at - 1]
    if (before === undefined) return `M${x} ${y}`
    if (direction === 'down') {
      const middle = (before.y + y) / 2
      return `C${before.x} ${middle} ${x} ${middle} ${x} ${y}`
    }
    const middle = (before.x + x) / 2
    return `C${middle} ${before.y} ${middle} ${y} ${x} ${y}`
  }).join('')
}

/**
 * Which box an arrow key leads to from one: along the flow by its lines, across it to the next one on its level. Of
 * several it is the nearest.
 */
export function neighbourOf({ boxes, lines, direction }: Drawing, from: Box, key: string): Box | null {
  const [onwards, backwards] = direction === 'down' ? ['ArrowDown', 'ArrowUp'] : ['ArrowRight', 'ArrowLeft']
  const across = (box: Box): number =>
    direction === 'down' ? centre(box).x - centre(from).x : centre(box).y - centre(from).y
  const nearest = (candidates: readonly Box[]): Box | null =>
    candidates.reduce<Box | null>(
      (best, box) => (best === null || Math.abs(across(box)) < Math.abs(across(best)) ? box : best), null
    )
  if (key === onwards || key === backwards) {
    const linked = lines.flatMap((line) => {
      const [near, far] = key === onwards ? [line.from, line.to] : [line.to, line.from]
      return near === from.block ? [far] : []
    })
    return nearest(boxes.filter(({ block }) => linked.includes(block)))
  }
  const side = key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 1
  const level = ({ x, y }: Box): number => (direction === 'down' ? y : x)
  return nearest(boxes.filter((box) => level(box) === level(from) && Math.sign(across(box)) === side))
}
