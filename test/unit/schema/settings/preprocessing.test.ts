/** Preprocessing by numbers: what is typed, in which one way it is kept, and what is wrong with it in a sentence. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { preprocessingFrom } from '../../../../preload/schema/command/given-values'
import {
  channelProblem, dataSettingsSchema, importedConfigurationSchema, preprocessingNames, preprocessingSchema,
  preprocessingTitle, scaleOf
} from '../../../../preload/schema/configuration'
import { shellText } from '../../../../preload/schema/command/repeat'

const names = preprocessingNames.join(', ')
const kinds = `one of ${names}, or numbers as mean=0.4914:0.4822:0.4465,std=0.247:0.2435:0.2616`

describe('a preprocessing', () => {
  it.each(preprocessingNames)('%s is known by its name', (name) => {
    expect(preprocessingFrom(name)).toBe(name)
    expect(preprocessingTitle(name)).not.toBe(name)
  })

  it.each([
    ['mean=0.5,std=0.25', 'mean=0.5,std=0.25,scale=255'],
    [
      'std=0.2470:0.2435:0.2616,mean=0.4914:0.4822:0.4465',
      'mean=0.4914:0.4822:0.4465,std=0.247:0.2435:0.2616,scale=255'
    ],
    ['scale=1, mean=123.675:116.28:103.53, std=58.395', 'mean=123.675:116.28:103.53,std=58.395,scale=1'],
    ['mean=-1,std=1', 'mean=-1,std=1,scale=255'],
    ['mean=1,std=1,scale=127.5', 'mean=1,std=1,scale=127.5'],
    ['mean=+.5,std=1e-1', 'mean=0.5,std=0.1,scale=255']
  ])('%s is kept as %s, which is read as itself', (typed, kept) => {
    expect(preprocessingFrom(typed)).toBe(kept)
    expect(preprocessingFrom(kept)).toBe(kept)
    expect(dataSettingsSchema.parse({ dataset: 'mnist-10k', preprocessing: typed }).preprocessing).toBe(kept)
    expect(preprocessingTitle(preprocessingFrom(typed))).toBe(kept)
    expect(shellText([kept])).toBe(kept)
  })

  it('keeps any numbers as they are', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true })
    const above = fc.double({ min: 1e-6, max: 1e6, noNaN: true })
    fc.assert(fc.property(fc.array(value, { minLength: 3, maxLength: 3 }), above, above, (mean, std, scale) => {
      const read = scaleOf(preprocessingFrom(`mean=${mean.join(':')},std=${std},scale=${scale}`))
      expect(read).toEqual({ scale, mean: mean.map((one) => one + 0), std: [std] })
    }), { numRuns: 200 })
  })

  it.each([
    ['magic', kinds],
    ['', kinds],
    ['mean=0.5', `${kinds}: std is missing`],
    ['std=1', `${kinds}: mean is missing`],
    ['mean=0.5,std=0', `${kinds}: std is 0, and must be above 0`],
    ['mean=0.5,std=0.2:-0.1:0.2', `${kinds}: std is -0.1, and must be above 0`],
    ['mean=0.5,std=1e-400', `${kinds}: std is 1e-400, and must be above 0`],
    ['mean=1e400,std=1', `${kinds}: mean is "1e400", which is no number`],
    ['mean=Infinity,std=1', `${kinds}: mean is "Infinity", which is no number`],
    ['mean=0x10,std=1', `${kinds}: mean is "0x10", which is no number`],
    ['mean=,std=1', `${kinds}: mean is "", which is no number`],
    ['mean=0.5:0.5,std=1:1:1', `${kinds}: mean has 2 values and std 3; give one, or one for each channel`],
    ['mean=0.5,std=0.5,mean=0.4', `${kinds}: mean stands there twice`],
    ['mean=0,5,std=1', `${kinds}: "5" is none of mean=…, std=… and scale=…`],
    ['mean=0.5=0.4,std=1', `${kinds}: "mean=0.5=0.4" is none of mean=…, std=… and scale=…`],
    ['mean=0.5,std=0.5,scale=0', `${kinds}: scale is 0, and must be above 0`],
    ['mean=0.5,std=0.5,scale=255:255:255', `${kinds}: scale is one number for all channels`],
    [
      'mean=123.68,std=58.4',
      `${kinds}: only means and stds up to 1 are known to be those of bytes divided by 255; for others add what ` +
        'bytes are divided by, as scale=1'
    ],
    ['mean=0.5,std=1e-300', `${kinds}: these numbers make values too large for float32`],
    [`mean=${'0.5:'.repeat(200)}0.5,std=1`, `${kinds}: it has more than 400 letters`],
    [`mean=${'1:'.repeat(16)}1,std=1`, `${kinds}: mean has more than 16 values`]
  ])('%s is none', (text, problem) => {
    expect(() => preprocessingFrom(text)).toThrow(
      `There is no preprocessing "${text.slice(0, 80)}"; --preprocessing takes ${problem}.`
    )
    expect(preprocessingSchema.safeParse(text).error?.issues[0].message).toBe(problem)
  })

  it('is none that is no text', () => {
    for (const value of [null, 3, {}, ['unit']]) expect(preprocessingSchema.safeParse(value).success).toBe(false)
  })

  it('has numbers for as many channels as images have, or one for all', () => {
    expect(channelProblem('mean=0.5:0.5:0.5,std=1,scale=255', 3)).toBeNull()
    expect(channelProblem('mean=0.5,std=1,scale=255', 3)).toBeNull()
    for (const name of ['raw', 'unit', 'standardised', 'channel-means', 'contrast-whitened'] as const)
      expect(channelProblem(name, 1)).toBeNull()
    expect(channelProblem('imagenet', 1)).toBe(
      'the preprocessing imagenet has numbers for 3 channels, and its images have 1 channel'
    )
    expect(channelProblem('mean=0.5,std=1:1,scale=255', 3)).toBe(
      'the preprocessing mean=0.5,std=1:1,scale=255 has numbers for 2 channels, and its images have 3 channels'
    )
  })
})

describe('the configuration of an import', () => {
  const stored = {
    method: 'imported', dataset: 'mnist-10k', preprocessing: 'unit', imageSize: 28,
    source: { format: 'keras', file: 'a.keras' }, seed: 1, executor: 'graph'
  }
  it('of before there were guesses is what it was', () => {
    expect(importedConfigurationSchema.parse(stored)).toEqual(stored)
  })

  it('holds what was measured', () => {
    const guess = { examples: 1000, classes: 10, candidates: [{ preprocessing: 'unit', loss: null, error: 0.9 }] }
    expect(importedConfigurationSchema.parse({ ...stored, guess })).toEqual({ ...stored, guess })
    const nothing = { ...stored, guess: { ...guess, candidates: [] } }
    expect(importedConfigurationSchema.safeParse(nothing).success).toBe(false)
  })
})
