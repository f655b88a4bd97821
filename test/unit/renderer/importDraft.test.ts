import { describe, expect, it } from 'vitest'
import type { ImportInspection } from '../../../preload/contract'
import {
  inspectionAsked, judgeWishes, plainInspection, plainWishes, preprocessingRows
} from '../../../renderer/figures/importDraft'

const data: ImportInspection['data'] = {
  dataset: 'mnist-10k', shape: [28, 28, 1], classes: 10, trainExamples: 8000, testExamples: 2000
}
const found = { data }
const colour = { data: { ...data, shape: [28, 28, 3] as [number, number, number] } }

describe('what is asked for before a model is inspected', () => {
  it('has a preset for safetensors only, whatever was chosen before', () => {
    const draft = { ...plainInspection, preset: 'vgg-mini' } as const
    expect(inspectionAsked(draft, 'safetensors')).toEqual({ dataset: 'mnist-10k', preset: 'vgg-mini' })
    expect(inspectionAsked(draft, 'onnx').preset).toBeNull()
    expect(inspectionAsked(draft, null).preset).toBeNull()
  })
})

describe('what is wished of what was found', () => {
  it('is that of the form, with the file’s name where none is typed', () => {
    expect(judgeWishes(plainWishes, found)).toEqual({
      wishes: { name: null, preprocessing: null, masks: true }, name: null, numbers: null
    })
    expect(judgeWishes({ ...plainWishes, name: '  My model ', preprocessing: 'unit', masks: false }, found).wishes)
      .toEqual({ name: 'My model', preprocessing: 'unit', masks: false })
  })

  it('is nothing with a name that is too long', () => {
    expect(judgeWishes({ ...plainWishes, name: 'x'.repeat(120) }, found).wishes).not.toBeNull()
    expect(judgeWishes({ ...plainWishes, name: 'x'.repeat(121) }, found)).toEqual({
      wishes: null, name: 'A name has at most 120 characters.', numbers: null
    })
  })

  it('has the numbers that were typed only while these are chosen, of as many channels as the images', () => {
    const draft = { ...plainWishes, preprocessing: 'numbers', numbers: 'mean=0.5, std=.25' } as const
    expect(judgeWishes(draft, found).wishes?.preprocessing).toBe('mean=0.5,std=0.25,scale=255')
    expect(judgeWishes({ ...draft, preprocessing: 'raw' }, found).wishes?.preprocessing).toBe('raw')
    expect(judgeWishes({ ...draft, preprocessing: 'raw', numbers: 'mean' }, found).numbers).toBeNull()
    expect(judgeWishes({ ...draft, numbers: 'mean=0.5,std=0' }, found)).toEqual({
      wishes: null, name: null, numbers: 'Not read yet: std is 0, and must be above 0.'
    })
    const each = { ...draft, numbers: 'mean=0.1:0.2:0.3,std=0.5' }
    expect(judgeWishes(each, found)).toMatchObject({ wishes: null, numbers: expect.stringContaining('1') })
    expect(judgeWishes(each, colour).wishes).not.toBeNull()
  })
})

describe('the preprocessings to choose among', () => {
  const candidates = [
    { preprocessing: 'raw', loss: 0.2, error: 0.05 }, { preprocessing: 'unit', loss: 0.5, error: 0.1 },
    { preprocessing: 'symmetric', loss: null, error: 0.9 }
  ] as const

  it('are the guess, then what was measured by its loss, then what was not and images can be prepared by', () => {
    const guess = { examples: 1000, classes: 10, candidates: [...candidates] }
    const rows = preprocessingRows({ ...found, preprocessing: 'raw', saidBy: 'measured', guess })
    expect(rows.slice(0, 3).map(({ preprocessing, choice, measured }) => [preprocessing, choice, measured?.loss]))
      .toEqual([['raw', null, 0.2], ['unit', 'unit', 0.5], ['symmetric', 'symmetric', null]])
    const others = rows.slice(3).map(({ preprocessing }) => preprocessing)
    expect(others).toContain('contrast-whitened')
    // Of three channels.
    expect(others).not.toContain('imagenet')
    expect(rows.slice(3).every(({ measured }) => measured === null)).toBe(true)
  })

  it('are all possible ones where the file says how, and only its own where the model does it itself', () => {
    const told = { ...found, preprocessing: 'unit', saidBy: 'metadata', guess: null } as const
    expect(preprocessingRows(told)[0]).toEqual({ preprocessing: 'unit', measured: null, choice: null })
    expect(preprocessingRows(told).length).toBeGreaterThan(3)
    expect(preprocessingRows({ ...told, saidBy: 'model' })).toHaveLength(1)
  })
})
