import { describe, expect, it } from 'vitest'
import { judgeImport, plainImport } from '../../../renderer/figures/importDraft'

describe('the settings of an import', () => {
  it('are those of the form, with the file’s name where none is typed', () => {
    expect(judgeImport(plainImport, 'onnx')).toEqual({
      settings: { name: null, dataset: 'mnist-10k', preprocessing: null, preset: null, masks: true },
      name: null,
      numbers: null
    })
    expect(
      judgeImport({ ...plainImport, name: '  My model ', dataset: 'svhn', preprocessing: 'unit', masks: false }, 'h5')
        .settings
    ).toEqual({ name: 'My model', dataset: 'svhn', preprocessing: 'unit', preset: null, masks: false })
  })

  it('have a preset for safetensors only, whatever was chosen before', () => {
    const draft = { ...plainImport, preset: 'vgg-mini' } as const
    expect(judgeImport(draft, 'safetensors').settings?.preset).toBe('vgg-mini')
    expect(judgeImport(draft, 'onnx').settings?.preset).toBeNull()
    expect(judgeImport(draft, null).settings?.preset).toBeNull()
  })

  it('are none with a name that is too long', () => {
    expect(judgeImport({ ...plainImport, name: 'x'.repeat(120) }, 'onnx').settings).not.toBeNull()
    expect(judgeImport({ ...plainImport, name: 'x'.repeat(121) }, 'onnx')).toEqual({
      settings: null,
      name: 'A name has at most 120 characters.',
      numbers: null
    })
  })

  it('have the numbers that were typed only while these are chosen', () => {
    const draft = { ...plainImport, preprocessing: 'numbers', numbers: 'mean=0.5, std=.25' } as const
    expect(judgeImport(draft, 'onnx').settings?.preprocessing).toBe('mean=0.5,std=0.25,scale=255')
    expect(judgeImport({ ...draft, preprocessing: 'raw' }, 'onnx').settings?.preprocessing).toBe('raw')
    expect(judgeImport({ ...draft, preprocessing: 'raw', numbers: 'mean' }, 'onnx').numbers).toBeNull()
    expect(judgeImport({ ...draft, numbers: 'mean=0.5,std=0' }, 'onnx')).toEqual({
      settings: null, name: null, numbers: 'Not read yet: std is 0, and must be above 0.'
    })
    expect(judgeImport({ ...draft, numbers: 'unit' }, 'onnx').settings).toBeNull()
  })
})
