/**
 * Keras' values where they lie otherwise than ours, height × width × channels: which layers may take them so, and what
 * becomes of their weights.
 */
import { sizeOf, type Shape } from '../../engine/networks/shapes'
import type { KerasForm, KerasValue } from '../../interchange/keras/reading'
import { rowsFromOnnx } from '../../interchange/onnx/layout'
import type { Tensor } from '../builder'

/** What changes images and activations while a model is trained, and lets them through where it is run. */
export const trainingOnly: ReadonlySet<string> = new Set([
  'RandomFlip', 'RandomTranslation', 'RandomRotation', 'RandomZoom', 'RandomContrast', 'RandomBrightness',
  'GaussianNoise', 'GaussianDropout', 'AlphaDropout', 'SpatialDropout2D', 'ActivityRegularization'
])

/** What does the same to every value, wherever it lies. */
export const valueByValue: ReadonlySet<string> = new Set([
  ...trainingOnly, 'ReLU', 'Relu', 'LeakyReLU', 'Activation', 'Dropout', 'Rescaling'
])

const takers: Record<Exclude<KerasForm, 'as here'>['kind'], ReadonlySet<string>> = {
  'without channels': new Set(['Flatten', 'Reshape', 'ExpandDims']),
  rows: new Set(['Flatten', 'Dense', 'BatchNormalization']),
  column: new Set([
    'Flatten', 'Reshape', 'Dense', 'Conv2D', 'BatchNormalization', 'Normalization', 'Multiply', 'Add', 'Concatenate',
    'Softmax', 'PReLU'
  ])
}

const sentences: Record<keyof typeof takers, string> = {
  'without channels': 'takes images without an axis of channels, and only a Flatten or a Reshape takes those',
  rows: 'takes values that were flattened with channels first, and only a Dense takes in their order',
  column: 'takes one value per channel, of a place of 1×1, and is not done of those here'
}

/** What is wrong with a layer that takes these values; null where it may take them. */
export function problemOfForms(className: string, inputs: readonly KerasValue[]): string | null {
  for (const { form } of inputs) {
    if (form === 'as here' || valueByValue.has(className) || takers[form.kind].has(className)) continue
    return sentences[form.kind]
  }
  return null
}

/** @param given what a layer's reader made of its inputs, without regard to how they lie */
export function withForm(className: string, given: KerasValue, inputs: readonly KerasValue[]): KerasValue {
  const form = inputs.find((input) => input.form !== 'as here')?.form ?? 'as here'
  const keeps = valueByValue.has(className) || form !== 'as here' && (
    form.kind === 'rows' && className !== 'Dense' ||
    isColumn(form) && className !== 'Flatten' && className !== 'Reshape' && inputs.every((one) => isColumn(one.form))
  )
  return keeps && given.form === 'as here' ? { ...given, form } : given
}

export const isColumn = (form: KerasForm): boolean => form !== 'as here' && form.kind === 'column'

/** A layer's array for values that lie as ours do: of flattened images each row is one value. */
export function rowsAsHere(tensor: Tensor, form: KerasForm): Tensor {
  if (form === 'as here' || form.kind !== 'rows') return tensor
  const count = sizeOf(form.images)
  if (tensor.shape[0] !== count || tensor.values.length % count !== 0) return tensor
  return { ...tensor, values: rowsFromOnnx(tensor.values, form.images, tensor.values.length / count) }
}

/** Images of that shape, flattened: where channels come first, another order than here unless either has one. */
export const flattenedForm = ([height, width, channels]: Shape, isChannelsFirst: boolean): KerasForm =>
  (isChannelsFirst && height * width > 1 && channels > 1
    ? { kind: 'rows', images: [height, width, channels] }
    : 'as here')
