/** Writes a whole network into a graph: forwards in its order, backwards against it. */
import type { Network, NetworkNode, NodeOf } from '../../../../preload/schema/network'
import { float, type Output } from './builder'
import { batchNorm } from './nodes/batch-norm'
import { convolution } from './nodes/convolution'
import { dense } from './nodes/dense'
import { dropout } from './nodes/dropout'
import { globalMean } from './nodes/global-mean'
import { concatenation, flatten, sum } from './nodes/joining'
import { plain, withoutParameters, type Backward, type Signal, type Written } from './nodes/node'
import { averagePool, maxPool } from './nodes/pooling'
import { support } from './nodes/support'
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

const passesGradient: Backward = (gradient) => ({ inputs: [gradient], parameters: withoutParameters })

function writeNode(pass: Pass, node: NetworkNode, inputs: readonly Signal[], images: Output): Written {
  switch (node.type) {
    case 'input': return { signal: plain(images), backward: () => ({ inputs: [], parameters: withoutParameters }) }
    case 'softmax-loss': return { signal: inputs[0], backward: passesGradient }
    case 'convolution': return convolution(pass, node, inputs)
    case 'dense': return dense(pass, node, inputs)
    case 'batch-norm': return batchNorm(pass, node, inputs)
    case 'support': return support(pass, node, inputs)
    case 'max-pool': return maxPool(pass, node, inputs)
    case 'average-pool': return averagePool(pass, node, inputs)
    case 'sum': return sum(pass, node, inputs)
    case 'concatenation': return concatenation(pass, node, inputs)
    case 'flatten': return flatten(pass, node, inputs)
    case 'dropout': return dropout(pass, node, inputs)
    case 'global-mean': return globalMean(pass, node, inputs)
  }
}

function writeGradients(
  pass: Pass,
  walked: readonly Walked[],
  arriving: Map<string, Output[]>
): ReadonlyMap<string, Output> {
  const trainableBefore = nodesAfterParameters(walked)
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

/** Names of nodes that have a parameter, or come after one that has. */
function nodesAfterParameters(walked: readonly Walked[]): ReadonlySet<string> {
  const after = new Set<string>()
  for (const { node } of walked) {
    const own = node.type === 'convolution' || node.type === 'dense' || node.type === 'batch-norm'
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
