/** What the classes of a data set are called, in the order of their labels, as officially published. */
import type { DataSetName } from '../../../preload/schema/configuration'

const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const
const cifar100 = `
  apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle
  caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish
  forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle
  mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine
  possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail snake spider squirrel streetcar
  sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip turtle wardrobe whale
  willow_tree wolf woman worm`
  .trim()
  .split(/\s+/)

/** Those of an image folder are its folders' names; those of a NumPy archive nobody knows. */
export const publishedClassNames: Readonly<Record<Exclude<DataSetName, 'image-folder' | 'npz'>, readonly string[]>> = {
  'mnist-10k': digits,
  'colour-digits': digits,
  mnist: digits,
  svhn: digits,
  'fashion-mnist': [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot'
  ],
  'cifar-10': ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
  'cifar-100': cifar100
}
