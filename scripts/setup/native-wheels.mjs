/**
 * The native libraries of TensorFlow, by platform. Upstream's own download is TensorFlow 2.9 with CUDA 11.2, which
 * knows no GPU of today; these are the libraries inside the Python packages of 2.18.1.
 */

/** @typedef {import('./wheels.mjs').Wheel} Wheel */
/** @typedef {'cpu' | 'cuda'} Flavour */

export const tensorflowVersion = '2.18.1'
const x64 = 'manylinux_2_17_x86_64'

/** @type {Record<string, Partial<Record<Flavour, Wheel>>>} */
const tensorflow = {
  'linux-x64': {
    cpu: {
      name: 'tensorflow-cpu',
      version: tensorflowVersion,
      platform: x64,
      bytes: 230_236_181,
      sha256: '810c75d7149d2da0cb2092187817b0dcabb80728ca9f9cf3a61f3f42fadd1298'
    },
    cuda: {
      name: 'tensorflow',
      version: tensorflowVersion,
      platform: x64,
      bytes: 615_510_377,
      sha256: 'c9f87e5d2a680a4595f5dc30daf6bbaec9d4129b46d7ef1b2af63c46ac7d2828'
    }
  },
  'linux-arm64': {
    cpu: {
      name: 'tensorflow',
      version: tensorflowVersion,
      platform: 'manylinux_2_17_aarch64',
      bytes: 231_000_000,
      sha256: '8a6485edd2148f70d011dbd1d8dc2c775e91774a5a159466e83d0d1f21580944'
    }
  }
}

/**
 * Name, version, bytes and SHA-256 of NVIDIA's own libraries that the CUDA build looks for beside it. @type {[string,
 * string, number, string][]}
 */
const nvidia = [
  ['cublas', '12.5.3.2', 363_313_169, 'ca070ad70e9fa6654084575d01bd001f30cc4665e33d4bb9fc8e0f321caa034b'],
  ['cudnn', '9.3.0.75', 577_163_502, '9ad9c6929ebb5295eb4a1728024666d1c88283373e265a0c5c883e6f9d5cd76d'],
  ['cuda-runtime', '12.5.82', 895_707, '3e79a060e126df40fd3a068f3f787eb000fa51b251ec6cd97d09579632687115'],
  ['cuda-nvcc', '12.5.82', 22_468_537, 'b03e545b8e8c3ce7ebcd7fc44063180ff52ff01d064ece2127ed90a04ef12cd0'],
  ['cuda-nvrtc', '12.5.82', 24_873_108, '3dbd97b0104b4bfbc3c4f8c79cd2496307c89c43c29a9f83125f1d76296ff3fd'],
  ['cuda-cupti', '12.5.82', 13_811_507, 'bde77a5feb66752ec61db2adfe47f56b941842825b4c7e2068aff27c9d107953'],
  ['cufft', '11.2.3.61', 192_524_114, '9a6e8df162585750f61983a638104a48c756aa13f9f48e19ab079b38e3c828b8'],
  ['curand', '10.3.6.82', 56_309_107, '2823fb27de4e44dbb22394a6adf53aa6e1b013aca0f8c22867d1cfae58405536'],
  ['cusolver', '11.6.3.83', 130_341_232, '93cfafacde4428b71778eeb092ec615a02a3d05404da1bcf91c53e3fa1bce42b'],
  ['cusparse', '12.5.1.3', 217_558_979, '016df8e993c437e8301e62739f01775cba988fd5253cd4c64173f8e8d2f8e752'],
  ['nccl', '2.21.5', 188_654_414, '8579076d30a8c24988834445f8d633c697d42397e92ffc3f63fa26766d25e0a0'],
  ['nvjitlink', '12.5.82', 21_298_879, 'f9b37bc5c8cf7509665cb6ada5aaa0ce65618f2332b7d3e78e9790511f111212']
]

/**
 * What has to be fetched; null where there is no such build.
 * @param {Flavour} flavour @returns {Wheel[] | null}
 */
export function wheelsFor(flavour) {
  const main = tensorflow[`${process.platform}-${process.arch}`]?.[flavour]
  if (!main) return null
  if (flavour === 'cpu') return [main]
  return [main, ...nvidia.map(([name, version, bytes, sha256]) => ({
    name: `nvidia-${name}-cu12`, version, bytes, sha256, platform: 'manylinux2014_x86_64'
  }))]
}

/** Of a wheel only the libraries and the headers of the addon are kept. @param {string} name */
export const isNeeded = (name) =>
  /^tensorflow\/(libtensorflow_(cc|framework)\.so\.2$|include\/(tensorflow|tsl|xla)\/)/.test(name) ||
  /^nvidia\/[^/]+\/(lib|nvvm|bin)\//.test(name)
