/**
 * Official files of random images. The first two pixels of each say its number, so that a page can be asked whether it
 * shows the image that it says it shows (`numberIn` of watching.ts).
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { random } from '../../../main/engine/random'
import { cifarRecord, idxImages, idxLabels } from '../../fixtures/datasets/files'

const classes = 10
/** More than pages look at; the test images are not looked at. */
const testImages = 10

/** Grey images, or the planes of coloured ones: the number is in the first two bytes of the first plane. */
function numbered(count: number, bytes: number): Buffer[] {
  const stream = random(1, 'bench images')
  const strip = Buffer.from(Uint8Array.from({ length: 2 ** 20 + bytes }, () => stream.uniform() * 256))
  return Array.from({ length: count }, (_, image) => {
    const begin = (image * 7919) % 2 ** 20
    const pixels = Buffer.from(strip.subarray(begin, begin + bytes))
    pixels.writeUInt16LE(image % 65_536, 0)
    return pixels
  })
}

export const labelOf = (example: number): number => example % classes

/** CIFAR-10, binary version, of as many training images in five batches. */
export function writeCifar10(folder: string, images: number): void {
  mkdirSync(folder, { recursive: true })
  const records = numbered(images, 3072).map((planes, image) => cifarRecord([labelOf(image)], planes))
  const perBatch = Math.ceil(images / 5)
  for (let batch = 0; batch < 5; batch++) {
    const own = records.slice(batch * perBatch, (batch + 1) * perBatch)
    writeFileSync(join(folder, `data_batch_${batch + 1}.bin`), Buffer.concat(own))
  }
  writeFileSync(join(folder, 'test_batch.bin'), Buffer.concat(records.slice(0, testImages)))
}

/** MNIST. */
export function writeMnist(folder: string, images: number): void {
  mkdirSync(folder, { recursive: true })
  const pixels = numbered(images, 784)
  const files = { train: pixels, t10k: pixels.slice(0, testImages) }
  for (const [split, own] of Object.entries(files)) {
    writeFileSync(join(folder, `${split}-images-idx3-ubyte`), idxImages(Buffer.concat(own)))
    writeFileSync(join(folder, `${split}-labels-idx1-ubyte`), idxLabels(own.map((_, image) => labelOf(image))))
  }
}
