/** The data sets that a training can name: where they lie, whether they are there, and how they are opened. */
import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import {
  channelProblem, scaleOf, type DataSetName, type DataSettings, type Preprocessing, type PreprocessingScale
} from '../../../preload/schema/configuration'
import { Failure } from '../../../preload/schema/failure'
import type { BackendWhenNeeded } from '../backends/backend'
import { bundled } from './bundled'
import { publishedClassNames } from './class-names'
import {
  consecutive,
  sampleOf,
  sizeOf,
  type DataSet,
  type DataSetDescription,
  type ExampleSource,
  type ImageShape,
  type PixelSource
} from './dataset'
import { descriptions } from './descriptions'
import { splits, type FileFormat, type Split } from './format'
import { cifar10, cifar100 } from './formats/cifar/cifar'
import { idx } from './formats/idx'
import {
  decoderVersion, imageClassNames, imageFolder, isImageFolder, listSplits, type ImageList
} from './formats/image-folder'
import { describeNpz, npz } from './formats/npz'
import { svhn } from './formats/svhn'
import { identityOf, preparedSplit, type IdentifiedPixels } from './prepare'
import { MissingFile } from './records/fault'
import { scaledBy, scalesFrom, type Scaling } from './preprocessing/scaling'
import { whitenedSplits } from './preprocessing/whitened'
import { fitWhitening, type Whitening } from './preprocessing/whitening'

const formats: Partial<Record<DataSetName, FileFormat>> = {
  mnist: idx,
  'fashion-mnist': idx,
  'cifar-10': cifar10,
  'cifar-100': cifar100,
  svhn,
  npz
}

/** Where a data set's files lie. */
export interface DataLocation {
  /** The official files. */
  folder: string
  /** What is made of them: images at fixed places, whitened images. Safe to delete. */
  prepared: string
}

/** @param given the folder that a person named; without one, a folder of the data set's name below the store */
export function locateData(store: string, name: DataSetName, given: string | null): DataLocation {
  const folder = join(store, 'datasets', name)
  return { folder: given === null ? folder : resolve(given), prepared: join(folder, 'prepared') }
}

/** As published; a person's own is counted where it lies. @throws Failure when that is not as it should be */
export async function describeDataSet(
  { dataset, imageSize }: Pick<DataSettings, 'dataset' | 'imageSize'>,
  { folder }: DataLocation
): Promise<DataSetDescription> {
  const description = descriptions[dataset]
  if (dataset === 'npz') return { ...description, ...await describeNpz(folder) }
  if (dataset !== 'image-folder') return description
  const { train, test } = listSplits(folder)
  return {
    ...description,
    ...describeImages(train, imageSize),
    trainExamples: train.images.length,
    testExamples: test.images.length
  }
}

const describeImages = ({ classes }: ImageList, side: number): Pick<DataSetDescription, 'shape' | 'classes'> =>
  ({ shape: [side, side, 3], classes: classes.length })

/** In the order of labels; null where they are not known: of a NumPy archive, and of an image folder that is none. */
export function classNames(name: DataSetName, { folder }: DataLocation): readonly string[] | null {
  if (name === 'npz') return null
  return name === 'image-folder' ? imageClassNames(folder) : publishedClassNames[name]
}

/** Whether the files of a data set are there; nothing is read. */
export function isPresent(name: DataSetName, { folder }: DataLocation): boolean {
  if (bundled[name]) return true
  if (name === 'image-folder') return isImageFolder(folder)
  try {
    return splits.every((split) => (formats[name]?.files(folder, split).length ?? 0) > 0)
  } catch (error) {
    if (error instanceof Failure) return false
    throw error
  }
}

export interface OpenedPixels extends PixelSource { shape: ImageShape }

/** The images of a split as their files hold them, for people to look at. @throws Failure like `openDataSet` */
export async function openSplitPixels(
  split: Split,
  settings: DataSettings,
  location: DataLocation
): Promise<OpenedPixels> {
  const { pixels, shape } = await openPixels(settings, location)
  const { count, labels } = pixels[split]
  return { count, labels, shape, readPixels: (indices) => pixels[split].readPixels(indices) }
}

/** The numbers behind a preprocessing. */
export type PreprocessingNumbers = { kind: 'scaling' } & PreprocessingScale | { kind: 'whitening' } & Whitening

/**
 * Works them out from the training images, as `openDataSet` does. @throws Failure when the files are missing or not
 * what they should be
 */
export async function preprocessingNumbers(
  settings: DataSettings,
  location: DataLocation,
  backend: BackendWhenNeeded
): Promise<PreprocessingNumbers> {
  const { preprocessing } = settings
  const told = scaleOf(preprocessing)
  if (told !== null) return { kind: 'scaling', ...told }
  const {
    pixels: { train },
    shape
  } = await openPixels(settings, location)
  if (preprocessing === 'contrast-whitened')
    return { kind: 'whitening', ...await fitWhitening(await backend(), train, sizeOf(shape)) }
  return { kind: 'scaling', ...scalesFrom(train, shape[2])(preprocessing) }
}

interface Opened { pixels: Record<Split, IdentifiedPixels>; shape: ImageShape; classes: number }

/** A data set whose images are there, and not prepared yet. */
export interface OpenedImages {
  shape: ImageShape
  classes: number
  /** @throws Failure when images of so many channels cannot be prepared by it */
  prepared(preprocessing: Preprocessing, backend: BackendWhenNeeded): Promise<DataSet>
  /** Training images, evenly spread and at most so many, under each of these. */
  trainUnder<P extends Scaling>(
    preprocessings: readonly P[], most: number
  ): { preprocessing: P; examples: ExampleSource }[]
}

/**
 * Opens a data set as a network sees it.
 * @param backend asked for only where whitening needs it
 * @throws Failure when its files are missing or not what they should be, or its images are not what the preprocessing
 * has numbers for; nothing partial is left behind
 */
export const openDataSet = async (
  settings: DataSettings,
  location: DataLocation,
  backend: BackendWhenNeeded
): Promise<DataSet> => (await openImages(settings, location)).prepared(settings.preprocessing, backend)

/** @throws Failure when its files are missing or not what they should be */
export async function openImages(
  settings: Pick<DataSettings, 'dataset' | 'imageSize'>,
  location: DataLocation
): Promise<OpenedImages> {
  const { pixels, shape, classes } = await openPixels(settings, location)
  const described = { ...descriptions[settings.dataset], shape, classes }
  return {
    shape,
    classes,
    async prepared(preprocessing, backend) {
      const problem = channelProblem(preprocessing, shape[2])
      if (problem !== null) throw new Failure(`The data set ${settings.dataset} cannot be read so: ${problem}.`)
      const { train, test } = await preprocessed(preprocessing, pixels, shape, location, backend)
      return { ...described, trainExamples: train.count, testExamples: test.count, train, test }
    },
    trainUnder(preprocessings, most) {
      const numbersOf = scalesFrom(pixels.train, shape[2])
      const sample = sampleOf(pixels.train, most, sizeOf(shape))
      return preprocessings.map((preprocessing) =>
        ({ preprocessing, examples: scaledBy(numbersOf(preprocessing), shape[2])(sample) }))
    }
  }
}

async function openPixels(
  settings: Pick<DataSettings, 'dataset' | 'imageSize'>, location: DataLocation
): Promise<Opened> {
  const { dataset, imageSize } = settings
  const { folder, prepared } = location
  if (dataset === 'image-folder') return openFolder(folder, imageSize)
  const { shape, classes } = await describeDataSet(settings, location)
  const load = bundled[dataset]
  if (load) {
    const { train, test } = load()
    return { pixels: { train: identified(train), test: identified(test) }, shape, classes }
  }
  const format = formats[dataset]
  if (!format) throw new Error(`there is no reader for ${dataset}`)
  try {
    const open = (split: Split): Promise<IdentifiedPixels> =>
      preparedSplit(dataset, format, shape, folder, split, prepared)
    return { pixels: { train: await open('train'), test: await open('test') }, shape, classes }
  } catch (error) {
    throw error instanceof MissingFile ? withAdvice(error, dataset) : error
  }
}

/** Each split is listed once: of a large folder that takes seconds. */
async function openFolder(folder: string, side: number): Promise<Opened> {
  const lists = listSplits(folder)
  const open = async (split: Split): Promise<IdentifiedPixels> => ({
    ...await imageFolder(lists[split], side),
    identity: identityOf(folder, split, side, decoderVersion, namesOf(lists[split]))
  })
  return { pixels: { train: await open('train'), test: await open('test') }, ...describeImages(lists.train, side) }
}

/** One text: a call takes fewer arguments than a folder has images. */
const namesOf = ({ images }: ImageList): string => images.map(({ name }) => name).join('\n')

/** Of files that are missing it is told how to get them. */
function withAdvice(error: MissingFile, dataset: DataSetName): Failure {
  const sentence = error.message.replace(/\.$/, '')
  const advice = `"maskscope datasets ${dataset} --download" fetches it, and --data-dir names the folder where it lies`
  return new Failure(`${sentence}; ${advice}.`, { cause: error })
}

/** Only whitening asks for the identity, so all pixels are hashed only then. */
const identified = (source: PixelSource): IdentifiedPixels => ({
  ...source,
  get identity() {
    return createHash('sha256').update(source.readPixels(consecutive(0, source.count))).digest('hex').slice(0, 20)
  }
})

async function preprocessed(
  preprocessing: Preprocessing,
  pixels: Record<Split, IdentifiedPixels>,
  shape: ImageShape,
  { prepared }: DataLocation,
  backend: BackendWhenNeeded
): Promise<Record<Split, ExampleSource>> {
  if (preprocessing === 'contrast-whitened') return whitenedSplits(pixels, shape, prepared, backend)
  const scaled = scaledBy(scalesFrom(pixels.train, shape[2])(preprocessing), shape[2])
  return { train: scaled(pixels.train), test: scaled(pixels.test) }
}
