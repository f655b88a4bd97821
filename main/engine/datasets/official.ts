/**
 * Where the official files are published, their sizes and SHA-256 checksums. MNIST's own site no longer serves its
 * files; Google's copy of them is the one that TensorFlow uses.
 */
import { dataSetNames, type DataSetName } from '../../../preload/schema/configuration'

export interface OfficialFile {
  name: string
  address: string
  bytes: number
  /** Hexadecimal. */
  sha256: string
}

const at = (base: string, files: readonly (readonly [name: string, bytes: number, sha256: string])[]): OfficialFile[] =>
  files.map(([name, bytes, sha256]) => ({ name, address: base + name, bytes, sha256 }))

export const officialFiles: Partial<Record<DataSetName, readonly OfficialFile[]>> = {
  mnist: at('https://storage.googleapis.com/cvdf-datasets/mnist/', [
    ['train-images-idx3-ubyte.gz', 9_912_422, '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609'],
    ['train-labels-idx1-ubyte.gz', 28_881, '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c'],
    ['t10k-images-idx3-ubyte.gz', 1_648_877, '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6'],
    ['t10k-labels-idx1-ubyte.gz', 4_542, 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6']
  ]),
  'fashion-mnist': at('https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/', [
    ['train-images-idx3-ubyte.gz', 26_421_880, '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84'],
    ['train-labels-idx1-ubyte.gz', 29_515, 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845'],
    ['t10k-images-idx3-ubyte.gz', 4_422_102, '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073'],
    ['t10k-labels-idx1-ubyte.gz', 5_148, '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5']
  ]),
  'cifar-10': at('https://www.cs.toronto.edu/~kriz/', [
    ['cifar-10-binary.tar.gz', 170_052_171, 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd']
  ]),
  'cifar-100': at('https://www.cs.toronto.edu/~kriz/', [
    ['cifar-100-binary.tar.gz', 168_513_733, '58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec']
  ]),
  svhn: at('https://ufldl.stanford.edu/housenumbers/', [
    ['train_32x32.mat', 182_040_794, '435e94d69a87fde4fd4d7f3dd208dfc32cb6ae8af2240d066de1df7508d083b8'],
    ['test_32x32.mat', 64_275_384, 'cdce80dfb2a2c4c6160906d0bd7c68ec5a99d7ca4831afa54f09182025b6a75b']
  ])
}

/** Published beside those that are fetched, and read as well when a person has them. */
const alsoRead: typeof officialFiles = {
  'cifar-10': at('https://www.cs.toronto.edu/~kriz/', [
    ['cifar-10-python.tar.gz', 170_498_071, '6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce']
  ]),
  'cifar-100': at('https://www.cs.toronto.edu/~kriz/', [
    ['cifar-100-python.tar.gz', 169_001_437, '85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7']
  ])
}

/** All that may be handed over for a data set. */
export const filesToTake: typeof officialFiles = Object.fromEntries(dataSetNames.map((name) =>
  [name, [...officialFiles[name] ?? [], ...alsoRead[name] ?? []]]))
