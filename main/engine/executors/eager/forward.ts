/** One pass through a network, node by node. Call inside `computed`. */
import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import type { Network } from '../../../../preload/schema/network'
import type { Tfjs } from '../../backends/backend'
import { applyNode, type Pass, type Signal } from './nodes'

export interface Run {
  /** Logits [examples, classes]; the last are the network's answer. */
  heads: { logits: Tensor; weight: number }[]
  /** What each node gives to the next. */
  signals: ReadonlyMap<string, Signal>
}

export function forward(tf: Tfjs, network: Network, pass: Pass, images: Tensor): Run {
  const signals = new Map<string, Signal>()
  const heads: Run['heads'] = []
  for (const node of network.nodes) {
    const inputs = node.inputs.map((name) => signalOf(signals, name))
    const signal = applyNode(tf, pass, node, inputs, images)
    signals.set(node.name, signal)
    if (node.type === 'softmax-loss') heads.push({ logits: signal.value, weight: node.weight })
  }
  return { heads, signals }
}

export function signalOf(signals: ReadonlyMap<string, Signal>, name: string): Signal {
  const signal = signals.get(name)
  if (!signal) throw new Error(`node ${name} has not been run yet`)
  return signal
}
