/**
 * Which of our graphs' operations a GPU has a kernel for, by the registrations of TensorFlow's CUDA build: what it has
 * none for is computed by the processor, with a copy there and back in every step.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { SupportKind } from '../../../../main/engine/executors/executor'
import { writeSignatures } from '../../../../main/engine/executors/graph/signatures'
import { withHardThresholds } from '../../../../main/engine/networks/hard-thresholds'
import { consistencyLossNames, layerLossNames } from '../../../../preload/schema/configuration'
import { tensorflowVersion } from '../../../../scripts/setup/native-wheels.mjs'
import { everyKind } from '../helpers/examples'

const typesByAttribute = z.record(z.string(), z.array(z.string()))
const registered = z.object({
  tensorflow: z.string(),
  operations: z.record(z.string(), z.object({
    kernels: z.array(typesByAttribute), defaults: z.record(z.string(), z.string())
  }))
}).parse(JSON.parse(readFileSync('test/fixtures/placement/gpu-kernels.json', 'utf8')))

/** The part of tfjs-node's protobuf classes that a graph is read with. */
interface Node { op: string; attrMap: [string, { type: number }][] }
interface Reader {
  SavedModel: {
    deserializeBinary(bytes: Uint8Array): { toObject(): { metaGraphsList: { graphDef: { nodeList: Node[] } }[] } }
  }
}
const { SavedModel } = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js') as Reader

/** By number, of types.proto. */
const typeNames: Readonly<Record<number, string>> = {
  1: 'float32', 3: 'int32', 4: 'uint8', 9: 'int64', 10: 'bool', 20: 'resource'
}

const gates = ['pure', 'gated'] as const
const forms = ['affine', 'linear'] as const
const rules = ['energy', 'majority'] as const
const both = [false, true]
const kinds: SupportKind[] = both.flatMap((pruned): SupportKind[] => [
  { mode: 'relu', pruned },
  ...forms.flatMap((form) => gates.flatMap((gate): SupportKind[] => [
    { mode: 'masks', form, gate, consistent: false, pruned },
    ...consistencyLossNames.map((loss): SupportKind =>
      ({ mode: 'masks', form, gate, consistent: true, loss, pruned })),
    ...rules.map((rule): SupportKind => ({ mode: 'batch', rule, form, gate, pruned }))
  ]))
])

const surrogates: SupportKind[] = layerLossNames.flatMap((loss) =>
  both.map((weighted): SupportKind => ({ mode: 'surrogate', surrogate: { loss, weighted } })))

describe('operations on a GPU', () => {
  it('are known of the TensorFlow that is set up', () => {
    expect(registered.tensorflow).toBe(tensorflowVersion)
  })

  it('all have a kernel, whatever kind of node and of training they are of', () => {
    const nodes = ([[everyKind, kinds], [withHardThresholds(everyKind), surrogates]] as const).flatMap(
      ([network, own]) => {
        const request = { network, seed: 1, precision: 'float32' } as const
        const { model } = writeSignatures(request, own, { towers: 1, fused: false })
        return SavedModel.deserializeBinary(model).toObject().metaGraphsList[0].graphDef.nodeList
      }
    )
    expect(nodes.length).toBeGreaterThan(1000)
    expect([...new Set(nodes.filter((node) => !hasKernel(node)).map(shown))]).toEqual([])
  })

  it('would tell of one that has none', () => {
    const slice = (type: string): Node => ({
      op: 'Slice', attrMap: [['T', { type: numberOf(type) }], ['Index', { type: numberOf('int32') }]]
    })
    expect(hasKernel(slice('float32'))).toBe(true)
    expect(hasKernel(slice('uint8'))).toBe(false)
    expect(hasKernel({ op: 'MaskscopeKeep', attrMap: [] })).toBe(false)
  })
})

const numberOf = (name: string): number => Number(Object.entries(typeNames).find(([, known]) => known === name)?.[0])

/** Type attributes of a node, those that the graph leaves out by their default. */
function typesOf({ op, attrMap }: Node): Map<string, string> {
  const given = attrMap.filter(([, { type }]) => type !== 0).map(([name, { type }]): [string, string] =>
    [name, typeNames[type]])
  return new Map([...Object.entries(registered.operations[op]?.defaults ?? {}), ...given])
}

function hasKernel(node: Node): boolean {
  const types = typesOf(node)
  return (registered.operations[node.op]?.kernels ?? []).some((constraints) =>
    Object.entries(constraints).every(([name, allowed]) => {
      const type = types.get(name)
      return type !== undefined && allowed.includes(type)
    }))
}

const shown = (node: Node): string =>
  `${node.op} (${[...typesOf(node)].map(([name, type]) => `${name} ${type}`).join(', ')})`
