/** Writes a whole network into a graph: forwards in its order, backwards against it. */
import type { Network, NetworkNode } from '../../../../preload/schema/network'
import { float, type Output } from './builder'
import { convolution } from './nodes/convolution'
import { dropout } from './nodes/dropout'
import { globalMean } from './nodes/global-mean'
import { plain, withoutParameters, type Backward, type Signal, type Written } from './nodes/node'
import { support } from './nodes/support'
import type { Pass } from './pass'

interface Walked { node: NetworkNode; backward: Backward }

export interface WrittenNetwork {
  /** [examples, classes]. */
  logits: Output
  /** Gradients of every parameter, given the gradient of the logits. */
  gradients: (ofLogits: Output) => ReadonlyMap<string, Output>
}

export function writeNetwork(pass: Pass, network: Network, images: Output): WrittenNetwork {
  const signals = new Map<string, Signal>()
  const walked: Walked[] = []
  for (const node of network.nodes) {
    const { signal, backward } = writeNode(pass, node, node.inputs.map((name) => signalOf(signals, name)), images)
    signals.set(node.name, signal)
    walked.push({ node, backward })
  }
  const last = walked[walked.length - 1].node
  return { logits: signalOf(signals, last.name).value, gradients: (ofLogits) => writeGradients(pass, walked, ofLogits) }
}

function writeNode(pass: Pass, node: NetworkNode, inputs: readonly Signal[], images: Output): Written {
  switch (node.type) {
    case 'input': return { signal: plain(images), backward: () => ({ inputs: [], parameters: withoutParameters }) }
    case 'softmax-loss': return { signal: inputs[0], backward: (gradient) => ({ inputs: [gradient], parameters: withoutParameters }) }
    case 'convolution': return convolution(pass, node, inputs)
    case 'support': return support(pass, node, inputs)
    case 'dropout': return dropout(pass, node, inputs)
    case 'global-mean': return globalMean(pass, node, inputs)
  }
}

function writeGradients(pass: Pass, walked: readonly Walked[], ofLogits: Output): ReadonlyMap<string, Output> {
  const trainableBefore = nodesAfterParameters(walked)
  const arriving = new Map<string, Output[]>([[walked[walked.length - 1].node.name, [ofLogits]]])
  const parameters = new Map<string, Output>()
  for (const { node, backward } of walked.toReversed()) {
    const gradient = sum(pass, arriving.get(node.name) ?? [])
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
    if (node.type === 'convolution' || node.inputs.some((name) => after.has(name))) after.add(node.name)
  }
  return after
}

function sum(pass: Pass, outputs: readonly Output[]): Output | null {
  if (outputs.length < 2) return outputs[0] ?? null
  return pass.builder.op('AddN', outputs, { T: float, N: { int: outputs.length } })
}

function signalOf(signals: ReadonlyMap<string, Signal>, name: string): Signal {
  const signal = signals.get(name)
  if (!signal) throw new Error(`node ${name} has not been written yet`)
  return signal
}
