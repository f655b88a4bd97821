/** The table of jobs: what may be asked of a training process, and what it may tell of each. */
import { describe, expect, it } from 'vitest'
import { hear, jobKinds, jobs, parseJob, titleOf, type Job } from '../../../main/trainer/jobs'
import { parseMessage } from '../../../main/trainer/messages'
import { defaultConfiguration } from '../../../preload/schema/configuration'

const id = '20260714-094101-k3x9'
const always = { store: '/store', dataFolder: null }
const reading = {
  place: { folder: '/store', file: { id: '20260714-094101-k3x9', path: '/elsewhere/a.maskrun' } }, dataFolder: null
}
/** One of each; a kind that has none is a compile error. */
const examples: { [K in Job['kind']]: Job<K> } = {
  train: {
    kind: 'train', ...always, scratch: null, id, name: 'a', weightMasks: null, entry: null,
    configuration: defaultConfiguration('sgd', 'mnist-10k', 'all-cnn-mini')
  },
  evaluate: { kind: 'evaluate', ...always, id, at: 'final', rules: [], sweep: [], refitClassifier: false },
  resume: { kind: 'resume', ...always, scratch: null, id, weightMasks: null, entry: 7 },
  snapshot: { kind: 'snapshot', ...always, id, at: 'final', of: 'probe' },
  compact: { kind: 'compact', ...reading, id, at: 'final', neverOn: true },
  import: {
    kind: 'import', ...always, scratch: '/scratch', id, path: '/model.onnx',
    dataset: 'mnist-10k', preprocessing: null, preset: null, mapping: null
  },
  'match weights': {
    kind: 'match weights', ...always, path: '/w.safetensors', dataset: 'mnist-10k', preset: 'vgg-mini',
    mapping: { 'features.0.weight': 'conv-1/kernel' }
  },
  'write data': {
    kind: 'write data', ...always, path: '/d.npz',
    data: { dataset: 'mnist-10k', preprocessing: 'standardised', imageSize: 224 }
  },
  export: {
    kind: 'export', ...reading, id, at: 'final', format: 'onnx', folder: '/out', compact: false, force: false,
    report: null
  },
  experiment: {
    kind: 'experiment', ...always, experiment: 'hard-threshold', parameters: { epochs: 2 }, seeds: [1, 2]
  }
}

describe.each(jobKinds)('the job "%s"', (kind) => {
  it('comes through as it was sent, and with nothing that it does not know', () => {
    const sent: unknown = JSON.parse(JSON.stringify(examples[kind]))
    expect(parseJob(sent)).toEqual(examples[kind])
    expect(() => parseJob({ ...examples[kind], module: '/etc/passwd' })).toThrow('module')
  })

  it('is not done by what it tells meanwhile', () => {
    expect(jobs[kind].tells).not.toContain(jobs[kind].ends)
    expect(jobs[kind].tells).not.toContain('failed')
  })

  it('fails by a sentence', () => {
    const failed = { kind: 'failed', of: 'error', sentence: 'It broke.', details: '' }
    expect(hear(kind, failed)).toEqual({ when: 'failed', message: failed })
  })
})

describe('a job', () => {
  it('of no known kind is refused', () => {
    expect(() => parseJob({ ...examples.compact, kind: 'format disk' })).toThrow('kind')
    expect(() => parseJob({ ...examples.compact, kind: 'toString' })).toThrow('kind')
    expect(() => parseJob('compact')).toThrow()
  })

  it('is named in the list of processes by its run, or by its data', () => {
    expect(jobKinds.map((kind) => titleOf(examples[kind]))).toEqual([
      `train ${id}`, `resume ${id}`, `evaluate ${id}`, `compact ${id}`, `snapshot ${id}`, `import ${id}`,
      'match weights vgg-mini', 'write data mnist-10k',
      `export ${id}`, 'experiment hard-threshold'
    ])
  })

  it('is heard by its own messages alone', () => {
    const progress = { kind: 'evaluation progress', done: 64, of: 2000 }
    expect(hear('evaluate', progress)).toEqual({ when: 'meanwhile', message: progress })
    expect(() => hear('compact', progress)).toThrow('kind')
    const ended = { kind: 'ended', status: 'stopped' }
    expect(hear('train', ended)).toEqual({ when: 'done', message: ended })
    expect(() => hear('evaluate', ended)).toThrow('kind')
  })
})

describe('a message', () => {
  it('is what its kind says and nothing else', () => {
    const written = { kind: 'data written', path: '/d.npz' }
    expect(parseMessage(written, ['data written'])).toEqual(written)
    expect(() => parseMessage({ ...written, more: 1 }, ['data written'])).toThrow('more')
    expect(() => parseMessage({ kind: 'data written' }, ['data written'])).toThrow('path')
    expect(() => parseMessage({ kind: 'created', id: '../x' }, ['created'])).toThrow('id')
  })
})
