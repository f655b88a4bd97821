/**
 * The bundled digits in colour on a textured ground, 32 × 32: a second data set that is always there. Each digit lies
 * anywhere in its square, in an ink that is lighter than the ground's two colours, which change in waves. Every image
 * is a function of its place, so that the set is the same on every machine.
 */
import { random, type Random } from '../../random'
import { consecutive, pixelsInMemory, type DataSetDescription, type PixelSource } from '../dataset'
import { splits, type Split } from '../format'
import { loadMnist10k, mnist10k } from './mnist-10k'

const side = 32
const [digitSide] = mnist10k.shape
const pixels = side * side
/** How much brighter the ink is than the ground on average, of full brightness; and how bright the ground may be. */
const [leastContrast, brightestGround] = [0.35, 0.6]
/** Waves across the image, and how far a value is from what colour and wave say. */
const [mostWaves, noise] = [4, 0.08]

export const colourDigits: DataSetDescription = {
  name: 'colour-digits',
  title: 'Colour digits',
  shape: [side, side, 3],
  classes: mnist10k.classes,
  trainExamples: mnist10k.trainExamples,
  testExamples: mnist10k.testExamples,
  explanation: 'The digits of mnist-10k in colour on a textured ground, bundled with the program.'
}

export function loadColourDigits(): Record<Split, PixelSource> {
  const digits = loadMnist10k()
  const coloured = splits.map((split) => [split, inColour(digits[split], split)] as const)
  return Object.fromEntries(coloured) as Record<Split, PixelSource>
}

function inColour(digits: PixelSource, split: Split): PixelSource {
  const { count, labels } = digits
  const inks = digits.readPixels(consecutive(0, count))
  const images = new Uint8Array(count * pixels * 3)
  for (let example = 0; example < count; example++) {
    const ink = inks.subarray(example * digitSide ** 2, (example + 1) * digitSide ** 2)
    paint(ink, images.subarray(example * pixels * 3, (example + 1) * pixels * 3), random(example, 'colour', split))
  }
  return pixelsInMemory(images, labels, pixels * 3)
}

type Colour = readonly [red: number, green: number, blue: number]

/** @param ink [28, 28] @param image [32, 32, 3] that is written */
function paint(ink: Uint8Array, image: Uint8Array, stream: Random): void {
  const grounds = [groundFrom(stream), groundFrom(stream)] as const
  const inkColour = inkOn((brightness(grounds[0]) + brightness(grounds[1])) / 2, stream)
  const wave = waveFrom(stream)
  const [top, left] = [0, 1].map(() => Math.floor(stream.uniform() * (side - digitSide + 1)))
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const share = wave(x, y)
      const [row, column] = [y - top, x - left]
      const isInside = row >= 0 && row < digitSide && column >= 0 && column < digitSide
      const covered = isInside ? ink[row * digitSide + column] / 255 : 0
      for (let channel = 0; channel < 3; channel++) {
        const ground = grounds[0][channel] * share + grounds[1][channel] * (1 - share)
        const value = ground * (1 - covered) + inkColour[channel] * covered + noise * (2 * stream.uniform() - 1)
        image[(y * side + x) * 3 + channel] = Math.round(255 * Math.min(1, Math.max(0, value)))
      }
    }
}

const colourFrom = (stream: Random): Colour => [stream.uniform(), stream.uniform(), stream.uniform()]

const brightness = ([red, green, blue]: Colour): number => 0.299 * red + 0.587 * green + 0.114 * blue

function groundFrom(stream: Random): Colour {
  const [red, green, blue] = colourFrom(stream)
  return [brightestGround * red, brightestGround * green, brightestGround * blue]
}

/** The first of random colours that stands out: one in three does, and one in a thousand on the brightest ground. */
function inkOn(ground: number, stream: Random): Colour {
  for (;;) {
    const colour = colourFrom(stream)
    if (brightness(colour) - ground >= leastContrast) return colour
  }
}

/** From 0 to 1, in any direction. */
function waveFrom(stream: Random): (x: number, y: number) => number {
  const [angle, waves, phase] = [
    2 * Math.PI * stream.uniform(), 1 + (mostWaves - 1) * stream.uniform(), 2 * Math.PI * stream.uniform()
  ]
  const turns = 2 * Math.PI * waves / side
  const [across, down] = [turns * Math.cos(angle), turns * Math.sin(angle)]
  return (x, y) => (1 + Math.sin(across * x + down * y + phase)) / 2
}
