/**
 * Layers in a state dict of PyTorch, by what its arrays are called: `<module>.weight`, `.bias`, and of a batch-norm
 * `.running_mean`, `.running_var`. What a layer is, is seen in its arrays alone.
 */
import type { ParameterRole } from '../../engine/networks/parameters'
import type { Shape } from '../../engine/networks/shapes'
import { shown, type Fault } from '../fault'

/** An array of the file, before it is read. */
export interface StoredArray { name: string; shape: Shape }

export interface Layer {
  /** What it is and of which shapes: two layers of one signature can be told apart by their order alone. */
  signature: string
  arrays: ReadonlyMap<ParameterRole, StoredArray>
}

/** Counts batches, and is no weight. */
const counter = 'num_batches_tracked'
const normRoles: Readonly<Record<string, ParameterRole>> =
  { weight: 'scale', bias: 'shift', running_mean: 'mean', running_var: 'variance' }
const layerRoles: Readonly<Record<string, ParameterRole>> = { weight: 'kernel', bias: 'bias' }

/** Whether arrays are called as PyTorch calls them. */
export const isOfPyTorch = (names: readonly string[]): boolean =>
  names.some((name) => /(^|\.)weight$/.test(name)) && !names.some((name) => name.includes('/'))

/** @returns the layers in the order of their names, in which numbers count as numbers */
export function layersOfState(arrays: readonly StoredArray[], fault: Fault): Layer[] {
  const modules = new Map<string, Map<string, StoredArray>>()
  for (const array of arrays) {
    const at = array.name.lastIndexOf('.')
    const [module, own] = [array.name.slice(0, Math.max(0, at)), array.name.slice(at + 1)]
    if (own === counter) continue
    modules.set(module, (modules.get(module) ?? new Map<string, StoredArray>()).set(own, array))
  }
  return [...modules].toSorted(([one], [other]) => inOrder(one, other))
    .map(([, own]) => layerOf(own, fault))
}

function layerOf(own: ReadonlyMap<string, StoredArray>, fault: Fault): Layer {
  const names = own.has('running_mean') ? normRoles : layerRoles
  const found = [...own].map(([name, array]): [ParameterRole, StoredArray] => {
    const role = names[name]
    if (role === undefined || (role === 'kernel' && array.shape.length !== 4 && array.shape.length !== 2))
      throw fault(`its array "${shown(array.name)}" is of no convolution, dense layer or batch-norm`)
    return [role, array]
  })
  return { signature: signatureOf(found.map(([role, { shape }]) => [role, shape])), arrays: new Map(found) }
}

/** @param arrays in whatever order, shaped as PyTorch has them */
export const signatureOf = (arrays: readonly (readonly [ParameterRole, Shape])[]): string =>
  arrays.map(([role, shape]) => `${role} ${shape.join('×')}`).toSorted().join(', ')

/** Beginnings of names in the order in which torchvision's and timm's networks use what they name. */
const beginnings = ['stem', 'conv', 'bn', 'norm', 'features', 'layer', 'stages', 'blocks', 'classifier', 'fc', 'head']
const { compare } = new Intl.Collator('en', { numeric: true })

function inOrder(one: string, other: string): number {
  const [first, second] = [one, other].map((name) => beginnings.indexOf(beginningOf(name)))
  return first !== second && first >= 0 && second >= 0 ? first - second : compare(one, other)
}

/** Of a name, without wrappers of whole networks. */
export const beginningOf = (name: string): string =>
  name.replace(/^(module\.|model\.|_orig_mod\.)+/, '').split('.')[0].replace(/\d+$/, '')

/** Whether names say in which order their layers are used. */
export const isOrderKnown = (names: readonly string[]): boolean => {
  const found = [...new Set(names.map(beginningOf))]
  return found.length < 2 || found.every((name) => beginnings.includes(name))
}
