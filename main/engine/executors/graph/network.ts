/** Writes a whole network into a graph: forwards in its order, backwards against it. */
import type { Network, NetworkNode, NodeOf } from '../../../../preload/schema/network'
import { kindOfNode } from '../../networks/kinds'
import type { KindParameter } from '../../networks/kinds/kind'
import { roles } from '../../networks/roles'
import { float, type Output } from './builder'
import { writeNode } from './nodes'
import type { Backward, Signal } from './nodes/node'
import type { Pass } from './pass'

interface Walked { node: NetworkNode; backward: Backward }

export interface Head { node: NodeOf<'softmax-loss'>; logits: Output }

export interface WrittenNetwork {
  /** [examples, classes] each; the last is the network's answer. */
  heads: readonly Head[]
  /** What each node gives to the next. */
  signals: ReadonlyMap<string, Signal>
  /** Gradients of every trained parameter, given the gradients of the heads' logits. */
  gradients: (ofLogits: readonly Output[]) => ReadonlyMap<string, Output>
}

export function writeNetwork(pass: Pass, network: Network, images: Output): WrittenNetwork {
  const signals = new Map<string, Signal>()
  const walked: Walked[] = []
  const heads: Head[] = []
  for (const node of network.nodes) {
    const { signal, backward } = writeNode(pass, node, node.inputs.map((name) => signalOf(signals, name)), images)
    signals.set(node.name, signal)
    walked.push({ node, backward })
    if (node.type === 'softmax-loss') heads.push({ node, logits: signal.value })
  }
  return {
    heads,
    signals,
    gradients: (ofLogits) =>
      writeGradients(pass, walked, new Map(heads.map(({ node }, i) => [node.name, [ofLogits[i]]])))
  }
}

function writeGradients(
  pass: Pass,
  walked: readonly Walked[],
  arriving: Map<string, Output[]>
): ReadonlyMap<string, Output> {
  const trainableBefore = nodesAfterParameters(pass, walked)
  const parameters = new Map<string, Output>()
  for (const { node, backward } of walked.toReversed()) {
    const gradient = total(pass, arriving.get(node.name) ?? [])
    if (!gradient) continue
    const wanted = node.inputs.some((name) => trainableBefore.has(name))
    const gradients = backward(gradient, wanted)
    for (const [name, output] of gradients.parameters) parameters.set(name, output)
    if (!wanted) continue
    node.inputs.forEach((name, i) => {
      const own = gradients.inputs[i]
      if (own !== null) arriving.set(name, [...(arriving.get(name) ?? []), own])
    })
  }
  return parameters
}

const isMoved = ({ role, fixed }: KindParameter): boolean => roles[role].trained && fixed !== true

/** Names of nodes that have a parameter which is trained, or come after one that has. */
function nodesAfterParameters(pass: Pass, walked: readonly Walked[]): ReadonlySet<string> {
  const after = new Set<string>()
  for (const { node } of walked) {
    const [first] = node.inputs
    const own = first !== undefined && kindOfNode(node).parameters(node, pass.shapeOf(first)).some(isMoved)
    if (own || node.inputs.some((name) => after.has(name))) after.add(node.name)
  }
  return after
}

function total(pass: Pass, outputs: readonly Output[]): Output | null {
  if (outputs.length < 2) return outputs[0] ?? null
  return pass.builder.op('AddN', outputs, { T: float, N: { int: outputs.length } })
}

function signalOf(signals: ReadonlyMap<string, Signal>, name: string): Signal {
  const signal = signals.get(name)
  if (!signal) throw new Error(`node ${name} has not been written yet`)
  return signal
}
