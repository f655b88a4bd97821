/** Every node kind has all of its parts, each in a file of its own, and nothing else in the engine lists kinds. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { nodeRunners } from '../../../../main/engine/executors/eager/nodes'
import { nodeWriters } from '../../../../main/engine/executors/graph/nodes'
import { hasKernel, kernelKind, kindOfNode, kinds, type NodeType } from '../../../../main/engine/networks/kinds'
import { parametersOf } from '../../../../main/engine/networks/parameters'
import { roles } from '../../../../main/engine/networks/roles'
import { inferShapes, sizeOf } from '../../../../main/engine/networks/shapes'
import { kerasReaders, mappingOf, mappings, onnxReaders } from '../../../../main/interchange/kinds'
import { networkNodeSchema } from '../../../../preload/schema/network'
import { everyKind, gated, shuffled } from '../helpers/examples'

const types = networkNodeSchema.options.map(({ shape }) => shape.type.value)
const parts = {
  definition: 'main/engine/networks/kinds',
  eager: 'main/engine/executors/eager/nodes',
  graph: 'main/engine/executors/graph/nodes',
  mapping: 'main/interchange/kinds'
}
const networkOf = (type: NodeType) =>
  [everyKind, gated].find(({ nodes }) => nodes.some((node) => node.type === type)) ?? shuffled
const oneOf = (type: NodeType) => networkOf(type).nodes.find((node) => node.type === type)!

describe.each(types)('%s', (type) => {
  it('has a definition, an eager part, a graph part and a mapping, each in its file', () => {
    expect(Object.entries(parts).filter(([, folder]) => !existsSync(`${folder}/${type}.ts`))).toEqual([])
    const tables = { definition: kinds, eager: nodeRunners, graph: nodeWriters, mapping: mappings }
    expect(Object.entries(tables).filter(([, table]) => !Object.hasOwn(table, type))).toEqual([])
  })

  it('has channels by its own rule, as many as its shape says', () => {
    const node = oneOf(type)
    const shapes = inferShapes(networkOf(type))
    const [own = 0, ...inputs] = [node.name, ...node.inputs].map((name) => shapes.get(name)!.at(-1)!)
    const [input = []] = node.inputs.map((name) => shapes.get(name)!)
    const rule = kindOfNode(node).channels(node, input)
    if (typeof rule !== 'string') return expect(rule.picked).toHaveLength(own)
    switch (rule) {
      case 'fresh':
      case 'grouped': return expect(own).toBeGreaterThan(0)
      case 'same': return expect(inputs).toEqual([own])
      case 'tied': return expect(new Set(inputs)).toEqual(new Set([own]))
      case 'joined': return expect(inputs.reduce((sum, count) => sum + count)).toBe(own)
      case 'repeated': return expect(sizeOf(input)).toBe(own)
    }
  })

  it('has a kernel exactly when it has a parameter of that role, with its outputs last', () => {
    const node = oneOf(type)
    const kernel = parametersOf(networkOf(type)).find(({ name }) => name === `${node.name}/kernel`)
    expect(hasKernel(node)).toBe(kernel !== undefined)
    if (!hasKernel(node)) return
    expect(kernelKind(node).outputs(node)).toBe(kernel!.shape.at(-1))
    const smaller = kernelKind(node).withOutputs(node, 2)
    expect(inferShapes({ nodes: networkOf(type).nodes.slice(0, networkOf(type).nodes.indexOf(node)).concat(smaller) })
      .get(node.name)!.at(-1)).toBe(2)
  })

  it('reads the layers and operators that it writes', () => {
    // The last product there is of values that lie alike, which TensorFlow.js has.
    const node = networkOf(type).nodes.findLast((one) => one.type === type)!
    const written: string[] = []
    const mapping = mappingOf(node)
    const shape = inferShapes(networkOf(type)).get(node.inputs[0] ?? node.name)!
    mapping.onnx.write(node, node.inputs, {
      shape, shapes: node.inputs.map((name) => inferShapes(networkOf(type)).get(name)!),
      operate: (operator, name) => { written.push(operator); return name },
      flat: (name) => { written.push('Flatten'); return name }
    })
    // These two are read with the graph, as they compute nothing of an image.
    const computing = written.filter((operator) => operator !== 'Constant' && operator !== 'Unsqueeze')
    expect(computing.filter((operator) => !onnxReaders.has(operator))).toEqual([])
    const shapes = node.inputs.map((name) => inferShapes(networkOf(type)).get(name)!)
    if (type === 'channels')
      return expect(() => mapping.keras.write(node, { shape, shapes, isNeverNegative: true })).toThrow(
        /^TensorFlow.js has no layer that picks channels, as "flat" does; choose ONNX or safetensors.$/
      )
    const layer = mapping.keras.write(node, { shape, shapes, isNeverNegative: true })
    // Activations by their name are read with the layers that have them among their settings.
    if (layer) expect([...kerasReaders.keys(), 'Activation']).toContain(layer.className)
    else expect(type).toBe('softmax-loss')
  })
})

it('no foreign layer or operator is claimed by two kinds', () => {
  const every = Object.values(mappings as Record<string, { keras: { readers: object }; onnx: { readers: object } }>)
  expect(every.flatMap(({ keras }) => Object.keys(keras.readers))).toHaveLength(kerasReaders.size)
  expect(every.flatMap(({ onnx }) => Object.keys(onnx.readers))).toHaveLength(onnxReaders.size)
})

it('every role of a parameter belongs to some kind', () => {
  const every = [everyKind, gated].flatMap((network) => parametersOf(network).map(({ role }) => role))
  expect(new Set(every)).toEqual(new Set(Object.keys(roles)))
})

it('no other file tells kinds apart: what differs between them stands in their definitions', () => {
  const kind = types.join('|')
  const comparison = `\\btype [!=]== '(${kind})'`
  const choice = `switch \\((\\w+\\.)?type\\)[^{]*\\{\\s*case '(${kind})'`
  const list = new RegExp(`${choice}|${comparison}[\\s\\S]{0,90}${comparison}`)
  const sources = globSync('main/**/*.ts')
  expect(sources.length).toBeGreaterThan(100)
  expect(sources.filter((path) => list.test(readFileSync(path, 'utf8')))).toEqual([])
})
