/** Which data a network sees, and in which form. */
import { z } from 'zod'
import { numbersExample, preprocessingSchema, preprocessingTitles } from './preprocessing'
import { settingsIn } from './setting'

export * from './preprocessing'

export const dataSetNames = [
  'mnist-10k', 'colour-digits', 'mnist', 'fashion-mnist', 'cifar-10', 'cifar-100', 'svhn', 'npz', 'image-folder'
] as const
export const augmentationNames = ['none', 'shift', 'shift-flip'] as const
export const networkPresetNames = [
  'all-cnn-mini',
  'all-cnn-a',
  'all-cnn-b',
  'all-cnn-c',
  'mlp-mini',
  'convnet-mini',
  'nin-mini',
  'nin-mnist',
  'nin-cifar',
  'vgg-mini',
  'vgg-16',
  'resnet-mini',
  'resnet-18',
  'googlenet-mini',
  'googlenet'
] as const

/** Pixels of an image's side, where the images are a person's own. */
export const imageSides = { least: 8, most: 512 }

const setting = settingsIn('data')

export const dataSettings = {
  dataset: setting(z.enum(dataSetNames), {
    label: 'Data',
    option: 'data',
    explanation:
      'mnist-10k and colour-digits, the same in colour, are bundled: 8,000 digits to train on and 2,000 to test. ' +
      'npz and image-folder are your own; the others lie in the store after "maskscope datasets NAME --download".'
  }),
  preprocessing: setting(preprocessingSchema.default('standardised'), {
    label: 'Preprocessing',
    titles: preprocessingTitles,
    example: numbersExample,
    explanation:
      'What is done to pixels. The paper contrast-normalises and whitens CIFAR; that is worked out once and kept. ' +
      'Numbers: (byte / scale − mean) / std, of all channels or of each; up to 1, scale is 255.'
  }),
  augmentation: setting(z.enum(augmentationNames).default('none'), {
    label: 'Augmentation',
    titles: { none: 'None', shift: 'Shifts', 'shift-flip': 'Shifts and flips' },
    explanation:
      'Training images are moved by up to 5 pixels, and mirrored, afresh in every epoch; their masks are then worked ' +
      'out instead of read.'
  }),
  imageSize: setting(z.number().int().min(imageSides.least).max(imageSides.most).default(224), {
    label: 'Image size',
    step: 32,
    unit: 'pixels',
    when: { setting: 'dataset', is: ['image-folder'] },
    explanation: 'Images of a folder are resized on their short side and cut to a square of this many pixels.'
  }),
  limit: setting(z.number().int().min(1).nullable(), {
    label: 'Limit',
    step: 1000,
    unit: 'examples',
    empty: 'All',
    explanation: 'Train on the first N training examples only. Empty: all of them.'
  }),
  seed: setting(z.number().int().min(0).max(2_147_483_647), {
    label: 'Seed',
    step: 1,
    explanation: 'Start of the random numbers. The same seed, towers and threads on a CPU give the same figures.'
  })
}

export const dataSettingsSchema = z.strictObject({
  dataset: dataSettings.dataset,
  preprocessing: dataSettings.preprocessing,
  imageSize: dataSettings.imageSize
})

export type DataSetName = (typeof dataSetNames)[number]
export type DataSettings = z.infer<typeof dataSettingsSchema>
export type Augmentation = (typeof augmentationNames)[number]
export type NetworkPresetName = (typeof networkPresetNames)[number]
