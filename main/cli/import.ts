/** `maskscope import FILE`: looks at a model of another program, and makes a run of it. */
import type { Command } from 'commander'
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { oneOf, preprocessingFrom } from '../../preload/schema/command/given-values'
import {
  dataSetNames, networkPresetNames, numbersExample, preprocessingNames
} from '../../preload/schema/configuration'
import { guessHeadings, guessRows } from '../../preload/schema/preprocessing-guess'
import { Failure, reasonOf } from '../../preload/schema/failure'
import { mappingOf, weightMappingSchema, type WeightMapping } from '../../preload/schema/weight-mapping'
import { inspectImport, matchWeights, type ImportRequest } from '../api/import'
import { showRun } from '../api/show'
import type { Workbench } from '../api/workbench'
import { withWorkbench, type Common } from './common'
import { untilItsEnd } from './foreground'
import { inspectionText, mappingTable } from './import-inspection'
import { ProgressBar } from './progress-bar'
import { printShown } from './show'
import { print, printJson, remark, table } from './terminal'
import { givenName } from './run-training'

interface ImportOptions extends Common {
  data: string
  dataDir?: string
  preprocessing?: string
  net?: string
  mapping?: string
  showMapping?: string | true
  name?: string
  masks: boolean
  inspect?: boolean
  json?: boolean
}

export function addImport(program: Command): void {
  program
    .command('import <file>')
    .description('bring in a model of another program: model.json of TensorFlow.js, .keras, .h5, .onnx or .safetensors')
    .requiredOption('--data <name>', `the data set to look at it with: ${dataSetNames.join(', ')}`)
    .option('--data-dir <folder>', 'the folder of the data set’s official files (default: its own folder in the store)')
    .option(
      '--preprocessing <name>',
      `${preprocessingNames.join(', ')}, or numbers as ${numbersExample} (default: what the model says, or else a ` +
        'guess: under which its answers to training images are best)'
    )
    .option('--net <name>', 'for safetensors without a network: the preset that the weights belong to')
    .option(
      '--mapping <file>',
      'for a state dict of PyTorch in safetensors: JSON that says which array is which, {"their name": "node/role"}'
    )
    .option(
      '--show-mapping [file]',
      'with --net, import nothing: show which array of the file would be which of the network, and write it to a file'
    )
    .option('--name <text>', 'a name for the run (default: the file’s)')
    .option('--no-masks', 'only its test error: do not estimate and store the masks of the training examples')
    .option('--inspect', 'only look: what is found in it, what it was checked by, and how images are prepared; no run')
    .option('--json', 'print the run, or what was found, as JSON')
    .action((file: string, _options: unknown, command: Command) =>
      withWorkbench(command, (workbench, options: ImportOptions) => {
        const request = requestFrom(resolve(file), options)
        if (options.showMapping !== undefined) return showMapping(workbench, request, options)
        if (request.mapping !== null && request.preset === null) throw new Failure(ofOwnNetwork)
        return (options.inspect === true ? inspectHere : importHere)(workbench, request, options)
      })
    )
}

const requestFrom = (path: string, options: ImportOptions): ImportRequest => ({
  path,
  dataset: oneOf('data', dataSetNames, options.data, 'data set'),
  preprocessing: options.preprocessing === undefined ? null : preprocessingFrom(options.preprocessing),
  preset: options.net === undefined ? null : oneOf('net', networkPresetNames, options.net, 'network'),
  mapping: options.mapping === undefined ? null : readMapping(resolve(options.mapping)),
  dataFolder: options.dataDir === undefined ? null : resolve(options.dataDir)
})

/** Ctrl-C ends the command, and its process with it. */
async function inspectHere(workbench: Workbench, request: ImportRequest, { json }: ImportOptions): Promise<void> {
  const bar = new ProgressBar(process.stderr)
  try {
    const { inspection, cancel } = await inspectImport(workbench, request, { onStep: (step) => bar.step(step) })
    cancel()
    bar.clear()
    if (json === true) printJson(inspection)
    else print(inspectionText(inspection))
  } finally {
    bar.clear()
  }
}

async function importHere(workbench: Workbench, request: ImportRequest, options: ImportOptions): Promise<void> {
  const bar = new ProgressBar(process.stderr)
  const listener = { onMessage: bar.show.bind(bar), onStep: bar.step.bind(bar) }
  const watched = {
    onStart: (id: string) => remark(`run ${id} in ${workbench.store.path}`),
    clear: () => bar.clear(),
    leavesUntilStart: true
  }
  const wishes = { name: givenName(options), preprocessing: null, masks: options.masks }
  const { id } = await untilItsEnd(workbench, async () => {
    const { inspection: { matched }, confirm } = await inspectImport(workbench, request, listener)
    if (matched !== null) {
      bar.clear()
      const shown = mappingTable(matched) + '\n'
      if (options.json === true) remark(shown)
      else print(shown)
    }
    return confirm(wishes)
  }, watched)
  const run = showRun(workbench, id)
  remark(`images were prepared as ${run.config.preprocessing}`)
  if (options.json === true) return printJson(run)
  if (run.config.method === 'imported' && run.config.guess)
    print(table(guessHeadings, guessRows(run.config.guess)) + '\n')
  printShown(run)
}

const ofOwnNetwork = 'A mapping is of weights without a network; name the preset that they belong to (--net).'

/** Prints how weights without a network would be matched; nothing is done with them. */
async function showMapping(
  workbench: Workbench, request: ImportRequest, { showMapping: wanted, json }: ImportOptions
): Promise<void> {
  const { preset } = request
  if (preset === null) throw new Failure(ofOwnNetwork)
  const matched = await matchWeights(workbench, { ...request, preset })
  if (matched === null) throw new Failure('The file’s own names say which array is which; import it.')
  if (json === true) printJson(mappingOf(matched))
  else print(mappingTable(matched) + '\n')
  if (typeof wanted === 'string') writeMapping(resolve(wanted), mappingOf(matched))
}

function writeMapping(path: string, mapping: WeightMapping): void {
  try {
    writeFileSync(path, JSON.stringify(mapping, null, 2) + '\n', { flag: 'wx' })
  } catch (error) {
    throw new Failure(`The mapping ${path} cannot be written: ${reasonOf(error)}.`)
  }
}

function readMapping(path: string): WeightMapping {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new Failure(`The mapping ${path} cannot be read: ${reasonOf(error)}.`)
  }
  const parsed = weightMappingSchema.safeParse(content)
  if (!parsed.success) throw new Failure(`The mapping ${path} is not JSON of the form {"their name": "node/role"}.`)
  return parsed.data
}
