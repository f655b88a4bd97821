/** What every node kind knows: how to write itself forwards, and its gradient backwards. */
import type { NetworkNode } from '../../../../../preload/schema/network'
import type { Output } from '../builder'
import type { Pass } from '../pass'

/** What travels along an edge: [examples, …shape]; a linear node also gives its value without the bias. */
export interface Signal { value: Output; linearPart: Output | null }

export interface Written {
  signal: Signal
  /** Present when the pass trains. */
  backward: Backward
}

export interface Gradients {
  /** One per input of the node, or null where nobody asked for it. */
  inputs: (Output | null)[]
  parameters: ReadonlyMap<string, Output>
}

/** @param wanted whether any trainable parameter lies before the node, so that the gradient of its inputs is needed */
export type Backward = (gradient: Output, wanted: boolean) => Gradients

export type NodeWriter<N extends NetworkNode> = (pass: Pass, node: N, inputs: readonly Signal[]) => Written

export const withoutParameters: ReadonlyMap<string, Output> = new Map()
export const plain = (value: Output): Signal => ({ value, linearPart: null })
