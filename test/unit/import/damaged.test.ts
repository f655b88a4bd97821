/**
 * Whatever bytes of a model are changed or cut off: it is read, or refused in one sentence; no other error comes out.
 */
import fc from 'fast-check'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openModel } from '../../../main/import'
import { Failure } from '../../../preload/schema/failure'
import { onnxFile, safetensorsFile, shard, tfjsJson } from '../../fixtures/models/files'
import { temporaryFolder } from '../../fixtures/temporary'
import { models } from './helpers/logits'

const fixture = (name: string): Buffer => readFileSync(join(models, name))
const files: [name: string, content: Buffer][] = [
  ['model.json', Buffer.from(JSON.stringify(tfjsJson()))],
  ['small.onnx', onnxFile()],
  ['torch-like.onnx', fixture('torch-like.onnx')],
  ['model.safetensors', safetensorsFile()],
  ['functional.keras', fixture('functional.keras')],
  ['sequential.keras', fixture('sequential.keras')],
  ['sequential.h5', fixture('sequential.h5')]
]

/** Sentences end once, and name the file first. */
const sentence = /^[^\n]+ cannot be imported: [^\n]+\.$/

describe('a damaged model', () => {
  it.each(files)('%s', async (name, content) => {
    const folder = join(temporaryFolder(), 'model')
    mkdirSync(folder)
    writeFileSync(join(folder, 'weights.bin'), shard)
    const path = join(folder, name)
    const outcomes = { read: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(content.length - 1), fc.nat(255)), { maxLength: 4 }),
        fc.option(fc.nat(content.length), { freq: 4 }),
        async (changes, length) => {
          const damaged = Buffer.from(content.subarray(0, length ?? content.length))
          for (const [at, byte] of changes) if (at < damaged.length) damaged[at] = byte
          writeFileSync(path, damaged)
          try {
            await openModel(path).read(null)
            outcomes.read++
          } catch (error) {
            expect(error).toBeInstanceOf(Failure)
            expect((error as Failure).message).toMatch(sentence)
            outcomes.refused++
          }
        }
      ),
      { numRuns: 150 }
    )
    expect(outcomes.refused).toBeGreaterThan(0)
  })
})
