/** Whatever a person gives wrongly is answered with one sentence and exit code 1, and leaves nothing behind. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { RunStore } from '../../db/store'
import { dataSetNames, networkPresetNames, trainMethodNames } from '../../preload/contract'
import { expectOneSentence, maskscope, printedJson, sentenceOf, start } from '../fixtures/command-line'
import { sentenceHere } from '../fixtures/command-line-here'
import { fewDigits, storeOfFewDigits } from '../fixtures/few-digits'
import { sharedTraining, type SharedTraining } from '../fixtures/shared-training'
import { temporaryFolder } from '../fixtures/temporary'

const trainingInputs: [given: string[], sentence: string][] = [
  [['--data', 'mnist-11k'], `There is no data set "mnist-11k"; --data takes ${dataSetNames.join(', ')}.`],
  [['--data', '../../etc'], `There is no data set "../../etc"; --data takes ${dataSetNames.join(', ')}.`],
  [['--net', 'vgg'], `There is no network "vgg"; --net takes ${networkPresetNames.join(', ')}.`],
  [['--method', 'magic'], `There is no method "magic"; --method takes ${trainMethodNames.join(', ')}.`],
  [['--method', 'dsd'], 'Dense → Sparse → Dense has stages, and a command of its own: "maskscope dsd --help".'],
  [['--epochs', '-3'], 'The setting "epochs" is -3, but must be at least 1.'],
  [['--epochs', '0'], 'The setting "epochs" is 0, but must be at least 1.'],
  [['--epochs', '1.5'], 'The setting "epochs" is 1.5, but must be a whole number.'],
  [['--epochs', 'many'], '--epochs takes a number, not "many".'],
  [['--epochs', ''], '--epochs takes a number, not "".'],
  [['--epochs', '1e6'], 'The setting "epochs" is 1000000, but must be at most 100000.'],
  [['--batch-size', '0'], 'The setting "batchSize" is 0, but must be at least 1.'],
  [['--lr', '-0.1'], 'The setting "learningRate" is -0.1, but must be more than 0.'],
  [['--lr', '0'], 'The setting "learningRate" is 0, but must be more than 0.'],
  [['--lr', 'NaN'], '--lr takes a number, not "NaN".'],
  [['--lr', 'Infinity'], 'The setting "learningRate" is Infinity, but must be a number.'],
  [['--momentum', '1'], 'The setting "momentum" is 1, but must be less than 1.'],
  [['--weight-decay', '-1'], 'The setting "weightDecay" is -1, but must be at least 0.'],
  [['--schedule', 'linear'], '--schedule takes constant, cosine or step:200,250,300, not "linear".'],
  [['--schedule', 'step:0'], 'The setting "schedule.epochs.0" is 0, but must be at least 1.'],
  [['--seed', '-1'], 'The setting "seed" is -1, but must be at least 0.'],
  [['--limit', '0'], 'The setting "limit" is 0, but must be at least 1.'],
  [['--gap', '0'], 'The setting "alternation.trigger.epochs" is 0, but must be at least 1.'],
  [['--gap', 'often'], '--gap takes a number, not "often".'],
  [['--gap', 'drift', '--drift-bound', '2'], 'The setting "alternation.trigger.bound" is 2, but must be at most 1.'],
  [['--beta', 'often'], '--beta takes learned, a number, or quantile:0.5, not "often".'],
  [['--consistency', '-1'], 'The setting "alternation.consistency" is -1, but must be at least 0.'],
  [['--form', 'cubic'], 'The setting "alternation.form" is "cubic", but must be one of affine, linear.'],
  [['--rule', 'cubic'], 'The setting "alternation.rule" is "cubic", but must be one of positive, energy.'],
  [['--gate', 'open'], 'The setting "alternation.gate" is "open", but must be one of pure, gated.'],
  [['--keep-masks', 'none'], 'The setting "alternation.keepMasks" is "none", but must be one of auto, all, ends.'],
  [['--warmup-error', '1'], 'The setting "alternation.warmupError" is 1, but must be less than 1.'],
  [['--refit-classifier', '0'], 'The setting "refitClassifier.every" is 0, but must be at least 1.'],
  [['--refit-classifier', 'often'], '--refit-classifier takes never, epochs, or a number, not "often".'],
  [['--evaluate-every', '0'], 'The setting "evaluateEvery" is 0, but must be at least 1.'],
  [['--preset', 'table-9'], 'There is no preset "table-9"; "maskscope presets" lists them.'],
  [['--preset', 'demo', '--scaled'], 'The preset "demo" takes minutes as it is; leave --scaled out.'],
  [['--scaled'], '--scaled belongs to a preset; name one with --preset.'],
  [['--name', '  '], 'The name of a run has 1 to 120 characters; choose another.'],
  [['--name', 'x'.repeat(121)], 'The name of a run has 1 to 120 characters; choose another.'],
  [['--epoch', '3'], 'Unknown option \'--epoch\' (Did you mean --epochs?); "maskscope --help" lists the commands.']
]

describe('train', () => {
  it.each(trainingInputs)('%j', async (given, sentence) => {
    const store = join(temporaryFolder(), 'store')
    expect(await sentenceHere(store, 'train', ...given)).toBe(sentence)
    expect(existsSync(store)).toBe(false)
  })

  it.each(trainingInputs.filter(([[option, value]]) => value === 'vgg' || value === '-3' || option === '--epoch'))(
    '%j, in a process', async (given, sentence) => {
      const store = join(temporaryFolder(), 'store')
      expect(await sentenceOf(store, 'train', ...given)).toBe(sentence)
      expect(existsSync(store)).toBe(false)
    }
  )

  it('makes no run of a network whose classifier cannot be refitted as was asked for', async () => {
    const store = temporaryFolder()
    expect(await sentenceOf(store, 'train', '--net', 'nin-mini', '--refit-classifier', 'epochs')).toBe(
      'The classifier of this network cannot be refitted: its last layer is neither dense nor a 1×1 convolution of ' +
        'which only a mean is taken, or a ReLU follows it; train without refitting.'
    )
    expect(new RunStore(store).ids()).toEqual([])
  })
})

describe('a training that diverges', () => {
  // Either the loss is no number any more, or it is one but a thousand times that of guessing: every unit is dead then.
  it.each([
    ['to no number', ['--lr', '1000', '--batch-size', '1', '--limit', '100']],
    ['to a network of dead units', ['--lr', '50', '--batch-size', '25']],
    ['among fixed masks', ['--lr', '500', '--batch-size', '25', '--warmup', '0']]
  ])('%s ends in one sentence and leaves a whole run that says so', async (_how, given) => {
    const store = storeOfFewDigits()
    const { code, output, remarks } = await maskscope(store, 'train', ...fewDigits, '--epochs', '3', ...given)
    expect(code, remarks).toBe(1)
    expect(output).toBe('')
    const sentence = remarks.trimEnd().split('\n').at(-1)!
    expect(sentence).toMatch(/^Training diverged: .*try a learning rate below \d+\.$/)
    const [run] = await printedJson(store, 'runs') as { id: string; status: string; failure: string }[]
    expect(run).toMatchObject({ status: 'failed', failure: sentence })
    // Closed: no write-ahead log is left, and no wish to stop.
    expect(readdirSync(join(store, 'runs'))).toEqual([`${run.id}.maskrun`])
    const shown = (await printedJson(store, 'show', run.id)) as {
      maskBytes: number
      alternations: { examples: number }[]
      finishedAt: string | null
    }
    expect(shown.maskBytes).toBe(shown.alternations.reduce((sum, { examples }) => sum + examples * 3332, 0))
    expect(shown.finishedAt).not.toBeNull()
  })
})

describe('a store that cannot be written', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), 'precious')
  const below = join(folder, 'file', 'store')

  it.each([
    ['train', '--epochs', '1'], ['runs'], ['serve']
  ])('%s', async (...given) => {
    expect(await sentenceOf(below, ...given)).toMatch(
      /^The store .*store cannot be written \(.*\); choose another folder with --store\.$/
    )
    expect(readdirSync(folder)).toEqual(['file'])
  })

  // Node's own recursive mkdir never ends there.
  it.skipIf(process.platform !== 'linux').each([
    ['train'], ['runs'], ['serve']
  ])('%s, in a folder of the system that takes none', async (command) => {
    expect(await sentenceOf('/proc/nowhere', command)).toMatch(
      /^The store \/proc\/nowhere cannot be written \(ENOENT.*\); choose another folder with --store\.$/
    )
  })

  it('may also be a file itself', async () => {
    expect(await sentenceOf(join(folder, 'file'), 'train')).toMatch(
      /^The store .*file cannot be written \(.*\); choose another folder with --store\.$/
    )
  })

  it('may hold a file where its runs should be', async () => {
    const store = temporaryFolder()
    writeFileSync(join(store, 'runs'), '')
    expect(await sentenceOf(store, 'train')).toMatch(
      /^The store .* cannot be written \(.*\); choose another folder with --store\.$/
    )
    expect(await sentenceOf(store, 'show', 'latest')).toMatch(/^There is no run "latest" in .*\.$/)
  })
})

describe('a run that is not there', () => {
  const store = temporaryFolder()
  mkdirSync(join(store, 'runs'))

  it.each([
    ['show', '20260101-000000-abcd'], ['show', 'latest'], ['show', '../../../etc/passwd'], ['evaluate', 'latest'],
    ['masks', 'latest', '--alternation', '1', '--out', '/tmp/none.npz'], ['export', 'latest', '--out', '/tmp/none'],
    ['stop', 'latest'], ['delete', 'latest'], ['delete', '*']
  ])('%s %s', async (command, run, ...rest) => {
    const sentence = command === 'show' ? sentenceOf : sentenceHere
    expect(await sentence(store, command, run, ...rest)).toBe(
      `There is no run "${run}" in ${store}; "maskscope runs" lists them.`
    )
    expect(readdirSync(store)).toEqual(['runs'])
  })
})

describe('commands', () => {
  it.each([
    [['trian'], 'Unknown command \'trian\' (Did you mean train?); "maskscope --help" lists the commands.'],
    [['runs', 'extra'], /^Too many arguments for 'runs'\. .*; "maskscope --help" lists the commands\.$/],
    [['show'], 'Missing required argument \'run\'; "maskscope --help" lists the commands.'],
    [
      ['masks', 'latest', '--alternation', '1'],
      'Give the file to write by --out, or the unit to tell of by --unit.'
    ],
    [
      ['masks', 'latest', '--out', 'x.npz'],
      'Give the masks to write by --snapshot or by --alternation, one of both.'
    ],
    [['export', 'latest'], 'Required option \'--out <folder>\' not specified; "maskscope --help" lists the commands.'],
    [['serve', '--port', 'http'], '--port takes a number from 0 to 65535, not "http".'],
    [['serve', '--port', '65536'], '--port takes a number from 0 to 65535, not "65536".'],
    [['datasets', 'cifar'], `There is no data set "cifar"; there is ${dataSetNames.join(', ')}.`],
    [
      ['datasets', 'image-folder', '--out', '/tmp/none.npz', '--image-size', 'many'],
      '--image-size takes a number, not "many".'
    ],
    [['datasets', '--out', '/tmp/none.npz'], `Say which data set to write: ${dataSetNames.join(', ')}.`]
  ])('%j', async (given, sentence) => {
    const store = join(temporaryFolder(), 'store')
    expect(await sentenceHere(store, ...given)).toMatch(sentence)
    expect(existsSync(store)).toBe(false)
  })

  it('without a command, show what there is and fail', async () => {
    const { code, output, remarks } = await maskscope(temporaryFolder())
    expect({ code, output }).toEqual({ code: 1, output: '' })
    expect(remarks).toMatch(/^Usage: maskscope/)
    expect(remarks).not.toContain('outputHelp')
  })

  it('asked for help or for the version, give it and succeed', async () => {
    expect(await maskscope(temporaryFolder(), '--version')).toMatchObject({ code: 0, output: '0.1.0\n', remarks: '' })
    expect(await maskscope(temporaryFolder(), 'train', '--help')).toMatchObject({ code: 0, remarks: '' })
  })

  it('do not take a port that another program has', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { finished } = start(temporaryFolder(), 'serve', '--port', String(port))
    const { code, output, remarks } = await finished
    other.close()
    expect({ code, output }).toEqual({ code: 1, output: '' })
    expectOneSentence(remarks)
    expect(remarks).toMatch(new RegExp(`^Port ${port} cannot be used \\(.*\\); choose another with --port\\.$`, 'm'))
  })
})

describe('exports of a real run', () => {
  let run: SharedTraining
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), 'precious')
  beforeAll(async () => { run = await sharedTraining() })

  it.each([
    [
      ['masks', '--alternation', '4', '--out', 'OUT/a.npz'],
      /^Run .* holds no masks of alternation 4; "maskscope show .*" lists its alternations\.$/
    ],
    [['masks', '--alternation', '0', '--out', 'OUT/a.npz'], '--alternation takes a number from 1, not "0".'],
    [['masks', '--snapshot', '0', '--out', 'OUT/a.npz'], '--snapshot takes a number from 1, not "0".'],
    [
      ['masks', '--snapshot', '7', '--out', 'OUT/a.npz'],
      /^Run .* holds no masks of snapshot 7; "maskscope show .*" lists its snapshots\.$/
    ],
    [['masks', '--alternation', 'last', '--out', 'OUT/a.npz'], '--alternation takes a number from 1, not "last".'],
    [
      ['masks', '--alternation', '1', '--layer', 'conv1', '--out', 'OUT/a.npz'],
      /^Run .* has no layer "conv1"; it has support1, support2, support3, support4, support5, support6\.$/
    ],
    [
      ['masks', '--alternation', '1', '--out', 'OUT/file/a.npz'],
      /^.*file\/a\.npz could not be written \(.*\); choose another place with --out\.$/
    ],
    [
      ['masks', '--alternation', '1', '--out', 'OUT'],
      /^.* could not be written \(.*\); choose another place with --out\.$/
    ],
    [
      ['export', '--at', '7', '--out', 'OUT'],
      'The run has no checkpoint "alternation-7"; it has alternation-1, alternation-2, alternation-3, final.'
    ],
    [
      ['export', '--at', '../x', '--out', 'OUT'],
      '--at takes "start", "final", "last-good", "dense", "sparse", "snapshot-" and a number, ' +
        'or the number of an alternation, not "../x".'
    ],
    [
      ['export', '--format', 'h5', '--out', 'OUT'],
      'There is no export format "h5"; --format takes tfjs, onnx, safetensors, npz, tensorboard, csv.'
    ],
    [['export', '--out', 'OUT/file'], /^.*file is no folder; choose another place with --out\.$/],
    [['export', '--out', 'OUT/file', '--force'], /^.*file is no folder; choose another place with --out\.$/],
    [
      ['export', '--out', 'OUT/file/deeper'],
      /^.*file\/deeper could not be written \(.*\); choose another place with --out\.$/
    ],
    [['export', '--out', 'OUT/new', '--before', '1'], '--before belongs to --report, which was not given.'],
    [
      ['export', '--out', 'OUT/new', '--report', '--before', '7'],
      'The run has no checkpoint "alternation-7"; it has alternation-1, alternation-2, alternation-3, final.'
    ],
    [
      ['evaluate', '--at', 'alternation-9'],
      'The run has no checkpoint "alternation-9"; it has alternation-1, alternation-2, alternation-3, final.'
    ],
    [['stop'], /^Run .* is not running \(it is finished\), so there is nothing to stop\.$/]
  ])('%j', async ([command, ...rest], sentence) => {
    const given = rest.map((text) => text.replace('OUT', folder))
    // A model is written by a process that only the built command line has.
    const told = command === 'export' && rest.some((text) => text.startsWith('OUT/file')) ? sentenceOf : sentenceHere
    expect(await told(run.store, command, run.id, ...given)).toMatch(sentence)
    expect(readdirSync(folder)).toEqual(['file'])
  })
})
