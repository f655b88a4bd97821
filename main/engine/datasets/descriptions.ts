/** What each data set is, as officially published. */
import type { DataSetName } from '../../../preload/schema/configuration'
import type { DataSetDescription } from './dataset'
import { colourDigits } from './formats/colour-digits'
import { mnist10k } from './formats/mnist-10k'

export const descriptions: Record<DataSetName, DataSetDescription> = {
  'mnist-10k': mnist10k,
  'colour-digits': colourDigits,
  mnist: {
    name: 'mnist',
    title: 'MNIST',
    shape: [28, 28, 1],
    classes: 10,
    trainExamples: 60_000,
    testExamples: 10_000,
    explanation: 'Handwritten digits (LeCun, Cortes, Burges), IDX files.'
  },
  'fashion-mnist': {
    name: 'fashion-mnist',
    title: 'Fashion-MNIST',
    shape: [28, 28, 1],
    classes: 10,
    trainExamples: 60_000,
    testExamples: 10_000,
    explanation: 'Clothes in the form of MNIST (Zalando Research), IDX files.'
  },
  'cifar-10': {
    name: 'cifar-10',
    title: 'CIFAR-10',
    shape: [32, 32, 3],
    classes: 10,
    trainExamples: 50_000,
    testExamples: 10_000,
    explanation: 'Small photographs of ten kinds of things (Krizhevsky), the binary or Python version.'
  },
  'cifar-100': {
    name: 'cifar-100',
    title: 'CIFAR-100',
    shape: [32, 32, 3],
    classes: 100,
    trainExamples: 50_000,
    testExamples: 10_000,
    explanation:
      'Small photographs of a hundred kinds of things (Krizhevsky), the binary or Python version, with fine labels.'
  },
  svhn: {
    name: 'svhn',
    title: 'SVHN',
    shape: [32, 32, 3],
    classes: 10,
    trainExamples: 73_257,
    testExamples: 26_032,
    explanation: 'House numbers from street photographs, cropped digits (Netzer et al.), without the extra set.'
  },
  npz: {
    name: 'npz',
    title: 'NumPy archive',
    shape: [28, 28, 1],
    classes: 0,
    trainExamples: 0,
    testExamples: 0,
    explanation: 'Your own .npz with x_train, y_train, x_test and y_test, as Keras’ mnist.npz is.'
  },
  'image-folder': {
    name: 'image-folder',
    title: 'Image folder',
    shape: [224, 224, 3],
    classes: 0,
    trainExamples: 0,
    testExamples: 0,
    explanation:
      'Your own JPEG and PNG files in train/<class>/ and val/<class>/, as ImageNet is kept, in train-*.tar and ' +
      'val-*.tar, as WebDataset does, or in train-*.parquet and test-*.parquet, as Hugging Face does.'
  }
}
