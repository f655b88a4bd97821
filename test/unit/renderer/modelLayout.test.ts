/** The drawing of every preset: nothing overlaps, and every line goes from its source to its target. */
import { describe, expect, it } from 'vitest'
import { modelOf } from '../../../main/engine/networks/model'
import { presetNetwork } from '../../../main/engine/networks/presets'
import { networkPresetNames, type Network } from '../../../preload/contract'
import { blocksOf, selectionName, supportOf, type Block } from '../../../renderer/figures/modelBlocks'
import {
  drawingOf, neighbourOf, pathOf, unitScale, type Box, type Drawing
} from '../../../renderer/figures/modelLayout'

const styles = {
  down: { direction: 'down', across: [172, 280], along: 44, gaps: [30, 22] },
  right: { direction: 'right', across: [16, 104], along: 22, gaps: [26, 12] }
} as const

function networkOf(preset: (typeof networkPresetNames)[number]): Network {
  const large = ['vgg-16', 'resnet-18', 'googlenet'].includes(preset)
  return presetNetwork(preset, large ? [224, 224, 3] : [28, 28, 1], 10)
}
const blocks = (network: Network, grouping: 'layers' | 'nodes'): Block[] =>
  blocksOf(network, modelOf(network), grouping)
const named = (all: readonly Block[], name: string): Block => all.find(({ head }) => head.name === name)!

const overlap = (one: Box, other: Box): boolean =>
  one.x < other.x + other.width && other.x < one.x + one.width &&
  one.y < other.y + other.height && other.y < one.y + one.height

/** The side of a box that data leaves by, and the one that it comes in by. */
const sides = (box: Box, { direction }: Drawing) => direction === 'down'
  ? { out: { y: box.y + box.height }, into: { y: box.y }, along: [box.x, box.x + box.width], axis: 'x' as const }
  : { out: { x: box.x + box.width }, into: { x: box.x }, along: [box.y, box.y + box.height], axis: 'y' as const }

describe.each(networkPresetNames)('%s', (preset) => {
  const network = networkOf(preset)

  it.each([['layers', 'down'], ['layers', 'right'], ['nodes', 'down']] as const)('as %s, %s', (grouping, direction) => {
    const all = blocks(network, grouping)
    const drawing = drawingOf(all, styles[direction])
    const boxOf = new Map(drawing.boxes.map((box) => [box.block, box]))
    expect([...boxOf.keys()]).toEqual(all)
    const clashes = drawing.boxes.filter((one, at) => drawing.boxes.slice(at + 1).some((other) => overlap(one, other)))
    expect(clashes).toEqual([])
    expect(drawing.lines.map(({ from, to }) => `${from.head.name} ${to.head.name}`).sort()).toEqual(
      all.flatMap(({ head, inputs }) => inputs.map((input) => `${input} ${head.name}`)).sort()
    )
    for (const { from, to, points } of drawing.lines) {
      const [source, target] = [sides(boxOf.get(from)!, drawing), sides(boxOf.get(to)!, drawing)]
      expect(points[0]).toMatchObject(source.out)
      expect(points.at(-1)).toMatchObject(target.into)
      for (const [point, { along: [first, last], axis }] of [[points[0], source], [points.at(-1)!, target]] as const) {
        expect(point[axis]).toBeGreaterThan(first)
        expect(point[axis]).toBeLessThan(last)
      }
    }
    const corners = [
      ...drawing.boxes.flatMap(({ x, y, width, height }) => [{ x, y }, { x: x + width, y: y + height }]),
      ...drawing.lines.flatMap(({ points }) => points)
    ]
    const inside = corners.filter(({ x, y }) => x >= 0 && x <= drawing.width && y >= 0 && y <= drawing.height)
    expect(inside).toEqual(corners)
  })

  it('has a box for each support with its layer, or one for every node', () => {
    expect(blocks(network, 'nodes').map(({ head }) => head)).toEqual(network.nodes)
    const layers = blocks(network, 'layers')
    expect(layers.flatMap(({ nodes }) => nodes)).toHaveLength(network.nodes.length)
    expect(new Set(layers.flatMap(({ nodes }) => nodes))).toEqual(new Set(network.nodes))
    for (const { head } of layers) expect(['support', 'batch-norm', 'dropout']).not.toContain(head.type)
  })
})

describe('boxes', () => {
  const residual = blocks(networkOf('resnet-mini'), 'layers')

  it('take what changes a value in place to the layer before, but not past a branch', () => {
    expect(named(residual, 'conv2').nodes.map(({ name }) => name)).toEqual(['conv2', 'norm2', 'support2'])
    expect(named(residual, 'conv3').nodes.map(({ name }) => name)).toEqual(['conv3', 'norm3'])
    expect(named(residual, 'sum1')).toMatchObject({ inputs: ['conv3', 'conv1'], shape: [28, 28, 16], units: 12_544 })
    const known = (name: string) => [supportOf(named(residual, name)), selectionName(named(residual, name))]
    expect([known('sum1'), known('mean1')]).toEqual([['support3', 'support3'], [null, 'mean1']])
    const branched: Network = { nodes: [
      { type: 'input', name: 'input', inputs: [], shape: [4, 4, 2] },
      { type: 'support', name: 'before', inputs: ['input'] },
      { type: 'sum', name: 'sum', inputs: ['before', 'input'] }
    ] }
    expect(blocks(branched, 'layers').map(({ nodes }) => nodes.length)).toEqual([1, 1, 1])
  })

  it('of auxiliary heads are known', () => {
    const auxiliary = blocks(networkOf('googlenet-mini'), 'layers').filter(({ inMainHead }) => !inMainHead)
    expect(auxiliary.map(({ head }) => head.name)).toEqual(['pool3', 'conv8', 'flatten1', 'dense1', 'dense2', 'loss1'])
  })

  it('are as wide as the logarithm of their units', () => {
    const all = blocks(networkOf('all-cnn-mini'), 'layers')
    const scale = unitScale(all)
    const drawing = drawingOf(all, styles.down)
    const width = (name: string): number => drawing.boxes.find(({ block }) => block.head.name === name)!.width
    expect([width('conv1'), width('mean1'), width('loss1')]).toEqual([280, 172, 172])
    // 12,544 units are most, 10 least: 28·28·16, 14·14·32, 7·7·10 lie between by their logarithms.
    expect(scale(6272)).toBeCloseTo(Math.log(6272 / 10) / Math.log(12_544 / 10), 12)
    expect(width('conv3')).toBe(Math.round(172 + 108 * scale(6272)))
  })
})

describe('arrow keys', () => {
  const drawing = drawingOf(blocks(networkOf('googlenet-mini'), 'layers'), styles.down)
  const box = (name: string): Box => drawing.boxes.find(({ block }) => block.head.name === name)!
  const led = (name: string, key: string): string | undefined => neighbourOf(drawing, box(name), key)?.block.head.name

  it('lead along lines, and from branch to branch', () => {
    expect(led('input', 'ArrowDown')).toBe('conv1')
    expect(led('conv1', 'ArrowUp')).toBe('input')
    expect(led('input', 'ArrowUp')).toBeUndefined()
    expect(['conv2', 'conv3', 'conv5', 'pool2']).toContain(led('pool1', 'ArrowDown'))
    const level = drawing.boxes.filter(({ y }) => y === box('conv3').y).sort((one, other) => one.x - other.x)
    expect(level.length).toBeGreaterThan(2)
    level.slice(0, -1).forEach(({ block }, at) => {
      expect(led(block.head.name, 'ArrowRight')).toBe(level[at + 1]?.block.head.name)
      expect(led(level[at + 1]!.block.head.name, 'ArrowLeft')).toBe(block.head.name)
    })
  })

  it('reach every box from the first', () => {
    const reached = new Set([drawing.boxes[0]!])
    for (const from of reached)
      for (const key of ['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight']) {
        const next = neighbourOf(drawing, from, key)
        if (next) reached.add(next)
      }
    expect(reached.size).toBe(drawing.boxes.length)
  })
})

it('a line leaves and reaches boxes in the direction of the flow', () => {
  const [line] = drawingOf(blocks(networkOf('all-cnn-mini'), 'layers'), styles.down).lines
  expect(pathOf({ ...line!, points: [{ x: 0, y: 0 }, { x: 10, y: 20 }] }, 'down')).toBe('M0 0C0 10 10 10 10 20')
  expect(pathOf({ ...line!, points: [{ x: 0, y: 0 }, { x: 10, y: 20 }] }, 'right')).toBe('M0 0C5 0 5 20 10 20')
})
