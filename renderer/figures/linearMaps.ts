/** What is shown of a linear map: its images pixel by pixel, and in words what they add up to. */
import {
  mostDifference, type ClassMap, type LinearMap, type LinearMoment, type LinearReading, type MaskRule
} from '../../preload/contract'
import { decimal, powerOfTen } from '../../preload/schema/format'
import { floatsIn } from '../../preload/schema/numbers'

export type ImageShape = LinearMap['shape']
/** What an image of a map shows of every pixel. */
export type ImagePart = 'weights' | 'contributions'

/** A value for each pixel, row by row: of one colour channel, or the sum over all of them where it is null. */
export function byPixel(
  bytes: Uint8Array, [height, width, channels]: ImageShape, channel: number | null
): Float32Array {
  const values = floatsIn(bytes)
  return Float32Array.from({ length: height * width }, (_, pixel) => {
    if (channel !== null) return values[pixel * channels + channel] ?? 0
    let sum = 0
    for (let at = pixel * channels; at < (pixel + 1) * channels; at++) sum += values[at] ?? 0
    return sum
  })
}

/** The scale that images share: the largest value to either side of zero. */
export function scaleOf(images: readonly Float32Array[]): number {
  let most = 0
  for (const image of images) for (const value of image) most = Math.max(most, Math.abs(value))
  return most === 0 ? 1 : most
}

/** The row and column of the smallest and of the largest value. */
export function extremesOf(values: Float32Array, width: number) {
  let [least, most] = [0, 0]
  values.forEach((value, at) => {
    if (value < (values[least] ?? 0)) least = at
    if (value > (values[most] ?? 0)) most = at
  })
  const place = (at: number) => ({ value: values[at] ?? 0, row: Math.floor(at / width), column: at % width })
  return { least: place(least), most: place(most) }
}

/** The class that was asked for. */
export const chosenClass = ({ classes }: LinearReading): ClassMap => {
  const [first] = classes
  if (first === undefined) throw new Error('a linear map of no class')
  return first
}

/** With the same masks both readings have the same weights, up to rounding, and differ by their biases alone. */
export function weightsAreAlike({ relu, masks }: LinearMoment): boolean {
  const [one, other] = [floatsIn(chosenClass(relu).weights), floatsIn(chosenClass(masks).weights)]
  const bound = scaleOf([one, other]) * 1e-5
  return one.every((value, at) => Math.abs(value - (other[at] ?? 0)) <= bound)
}

export const sumWords = ({ pixels, biases, logit, difference }: ClassMap): string =>
  `pixels ${decimal(pixels, 3)} + biases ${decimal(biases, 3)} = logit ${decimal(logit, 3)} ` +
  `(difference ${powerOfTen(difference)})`

/** Whether the sum is the logit up to rounding. */
export const sumHolds = ({ relative }: ClassMap): boolean => relative < mostDifference

export const ruleTitle = (rule: MaskRule): string =>
  rule.rule === 'relu' ? 'ReLU' : rule.form === 'linear' ? 'Stored masks, m ⊙ Wz' : 'Stored masks, m ⊙ (Wz + b)'

export interface LayerBiases { layer: string; relu: number; masks: number }

export function biasesByLayer({ relu, masks }: LinearMoment): LayerBiases[] {
  const others = new Map(chosenClass(masks).layers.map(({ layer, value }) => [layer, value]))
  return chosenClass(relu).layers.map(({ layer, value }) => ({ layer, relu: value, masks: others.get(layer) ?? 0 }))
}

/** The largest first, or by class. */
export function orderedClasses(logits: readonly number[], order: 'class' | 'logit'): number[] {
  const classes = [...logits.keys()]
  return order === 'class'
    ? classes
    : classes.sort((one, other) => (logits[other] ?? 0) - (logits[one] ?? 0) || one - other)
}
