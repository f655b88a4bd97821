/**
 * What is done to the pixels of an image: by a name, or by numbers as other programs state them,
 * `mean=0.4914:0.4822:0.4465,std=0.247:0.2435:0.2616,scale=255`, which stand for
 *
 *     value = (byte / scale − mean) / std
 *
 * with one mean and std for all channels, or one for each.
 */
import { z } from 'zod'

export const preprocessingNames = [
  'standardised', 'unit', 'symmetric', 'raw', 'channel-means', 'imagenet', 'contrast-whitened'
] as const
export type PreprocessingName = (typeof preprocessingNames)[number]

export const preprocessingTitles: Readonly<Record<PreprocessingName, string>> = {
  standardised: 'One mean and deviation',
  unit: 'Scaled to 0–1',
  symmetric: 'Scaled to −1–1',
  raw: 'None: 0–255',
  'channel-means': 'Mean per channel',
  imagenet: 'ImageNet’s mean and std',
  'contrast-whitened': 'Contrast-normalised, whitened'
}

/** Numbers in the one way in which runs hold them; equal texts are equal preprocessings. */
export type PreprocessingText = `mean=${string},std=${string},scale=${number}`
export type Preprocessing = PreprocessingName | PreprocessingText

/** value = (byte / scale − mean) / std; of mean and std there is one for all channels, or one for each. */
export interface PreprocessingScale { scale: number; mean: readonly number[]; std: readonly number[] }

export const numbersExample = 'mean=0.4914:0.4822:0.4465,std=0.247:0.2435:0.2616'

const longestText = 400
const mostChannels = 16
const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const partNames = ['mean', 'std', 'scale'] as const
type PartName = (typeof partNames)[number]

/** What is wrong with numbers that a person typed: a clause. */
class Problem extends Error {}

function partsOf(text: string): Map<PartName, number[]> {
  if (text.length > longestText) throw new Problem(`it has more than ${longestText} letters`)
  const parts = new Map<PartName, number[]>()
  for (const part of text.split(',').map((one) => one.trim())) {
    const [word, values, ...more] = part.split('=')
    const name = partNames.find((known) => known === word?.trim())
    if (name === undefined || values === undefined || more.length > 0)
      throw new Problem(`"${part}" is none of mean=…, std=… and scale=…`)
    if (parts.has(name)) throw new Problem(`${name} stands there twice`)
    parts.set(name, values.split(':').map((value) => numberFrom(name, value.trim())))
  }
  return parts
}

function numberFrom(name: PartName, text: string): number {
  const value = numberPattern.test(text) ? Number(text) : NaN
  if (!Number.isFinite(value)) throw new Problem(`${name} is "${text}", which is no number`)
  if (name !== 'mean' && value <= 0) throw new Problem(`${name} is ${text}, and must be above 0`)
  return value
}

function given(parts: ReadonlyMap<PartName, readonly number[]>, name: 'mean' | 'std'): readonly number[] {
  const values = parts.get(name)
  if (values === undefined) throw new Problem(`${name} is missing`)
  if (values.length > mostChannels) throw new Problem(`${name} has more than ${mostChannels} values`)
  return values
}

/** Means and deviations up to 1 are those of bytes divided by 255; of what others are, nobody can know. */
function scaleFrom(values: readonly number[] | undefined, mean: readonly number[], std: readonly number[]): number {
  const [scale, ...more] = values ?? []
  if (more.length > 0) throw new Problem('scale is one number for all channels')
  if (scale !== undefined) return scale
  if ([...mean, ...std].every((value) => Math.abs(value) <= 1)) return 255
  throw new Problem(
    'only means and stds up to 1 are known to be those of bytes divided by 255; for others add what bytes are ' +
      'divided by, as scale=1'
  )
}

function numbersFrom(text: string): PreprocessingScale {
  const parts = partsOf(text)
  const mean = given(parts, 'mean')
  const std = given(parts, 'std')
  if (mean.length > 1 && std.length > 1 && mean.length !== std.length)
    throw new Problem(`mean has ${mean.length} values and std ${std.length}; give one, or one for each channel`)
  const scale = scaleFrom(parts.get('scale'), mean, std)
  const largest = (255 / scale + Math.max(...mean.map(Math.abs))) / Math.min(...std)
  if (!Number.isFinite(Math.fround(largest))) throw new Problem('these numbers make values too large for float32')
  return { scale, mean, std }
}

const written = ({ mean, std, scale }: PreprocessingScale): PreprocessingText =>
  `mean=${mean.join(':')},std=${std.join(':')},scale=${scale}`

const named: Readonly<Partial<Record<PreprocessingName, PreprocessingScale>>> = {
  unit: { scale: 255, mean: [0], std: [1] },
  symmetric: { scale: 127.5, mean: [1], std: [1] },
  raw: { scale: 1, mean: [0], std: [1] },
  imagenet: { scale: 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }
}

const isName = (text: string): text is PreprocessingName => preprocessingNames.some((name) => name === text)

/** What a preprocessing does to a byte; null of one whose numbers are those of the training images. */
export const scaleOf = (preprocessing: Preprocessing): PreprocessingScale | null =>
  isName(preprocessing) ? named[preprocessing] ?? null : numbersFrom(preprocessing)

function readNumbers(text: string): { numbers: PreprocessingScale } | { problem: string } {
  try {
    return { numbers: numbersFrom(text) }
  } catch (error) {
    if (error instanceof Problem) return { problem: error.message }
    throw error
  }
}

/** A clause for what is wrong with numbers that were typed; null where nothing is. */
export function numbersProblem(text: string): string | null {
  const read = readNumbers(text)
  return 'problem' in read ? read.problem : null
}

/** A clause for what a preprocessing would have to be, and what is wrong with the numbers of this one. */
function expectation(text: unknown): string {
  const kinds = `one of ${preprocessingNames.join(', ')}, or numbers as ${numbersExample}`
  const problem = typeof text === 'string' && text.includes('=') ? numbersProblem(text) : null
  return problem === null ? kinds : `${kinds}: ${problem}`
}

const numbersSchema = z.string().transform((text, context): PreprocessingText => {
  const read = readNumbers(text)
  if ('numbers' in read) return written(read.numbers)
  context.addIssue({ code: 'custom', message: read.problem })
  return z.NEVER
})

/** Takes numbers as a person types them, and gives them in the one way in which runs hold them. */
export const preprocessingSchema = z.union(
  [z.enum(preprocessingNames), numbersSchema], { error: ({ input }) => expectation(input) }
)

/** As forms call it; numbers are their own title. */
export const preprocessingTitle = (preprocessing: Preprocessing): string =>
  isName(preprocessing) ? preprocessingTitles[preprocessing] : preprocessing

/** A clause for why images of so many channels cannot be prepared by it; null where they can. */
export function channelProblem(preprocessing: Preprocessing, channels: number): string | null {
  const { mean, std } = scaleOf(preprocessing) ?? { mean: [], std: [] }
  const most = Math.max(mean.length, std.length)
  if (most <= 1 || most === channels) return null
  const have = channels === 1 ? '1 channel' : `${channels} channels`
  return `the preprocessing ${preprocessing} has numbers for ${most} channels, and its images have ${have}`
}
