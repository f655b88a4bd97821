/** What is written for other programs to start is read by a shell as it was meant. */
import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  commandLines, indexRanges, slurmScript, type SlurmOptions, type TaskCommand
} from '../../../../main/api/sweep/elsewhere'
import { shellText } from '../../../../preload/schema/command/repeat'
import { sentenceOfFailing } from '../../../fixtures/failing'
import { temporaryFolder } from '../../../fixtures/temporary'

const command: TaskCommand = {
  program: ['/opt/my node/node', '/opt/cli.js'], store: '/data/it\'s here', sweep: '/data/sweep.json',
  options: ['--scratch', '/local/$HOME']
}
const plain: SlurmOptions = {
  name: 'λ and gap', logs: '/data/100%', time: null, partition: null, gpus: null, cpus: null, memory: null, atOnce: null
}

it('a word is one word to a shell, whatever it is', () => {
  const word = fastCheck.string({ minLength: 1 }).filter((text) => !text.includes('\0'))
  const words = fastCheck.array(word, { minLength: 1 })
  fastCheck.assert(fastCheck.property(words, (all) => {
    const script = `printf '%s\\0' ${shellText(all)}`
    expect(execFileSync('bash', ['-c', script]).toString().split('\0').slice(0, -1)).toEqual(all)
  }), { numRuns: 30 })
})

it('a line is one task, with nothing of the place it was written in', () => {
  const [line = ''] = commandLines({ ...command, program: ['printf', '%s\\n'] }, [7])
  expect(execFileSync('bash', ['-c', line], { cwd: '/' }).toString().split('\n')).toEqual([
    'sweep', 'task', '/data/sweep.json', '--index', '7', '--store', '/data/it\'s here', '--scratch', '/local/$HOME', ''
  ])
})

it('numbers are written as ranges', () => {
  expect(indexRanges([0, 1, 2, 5, 7, 8])).toBe('0-2,5,7-8')
  expect(indexRanges([4])).toBe('4')
})

describe('a script for Slurm', () => {
  it('says what is wanted, and becomes the task', () => {
    const script = slurmScript(command, [0, 1, 4], {
      ...plain, time: '1-00:00:00', partition: 'gpu', gpus: 2, cpus: 4, memory: '16G', atOnce: 8
    })
    expect(script.split('\n')).toEqual([
      '#!/bin/bash',
      '#SBATCH --job-name=-and-gap',
      '#SBATCH --array=0-1,4%8',
      '#SBATCH --requeue',
      '#SBATCH --open-mode=append',
      '#SBATCH --signal=B:TERM@120',
      '#SBATCH --time=1-00:00:00',
      '#SBATCH --partition=gpu',
      '#SBATCH --cpus-per-task=4',
      '#SBATCH --mem=16G',
      '#SBATCH --gres=gpu:2',
      '#SBATCH --output=/data/100%%/%x-%a.log',
      '',
      'exec \'/opt/my node/node\' /opt/cli.js sweep task /data/sweep.json --index "$SLURM_ARRAY_TASK_ID" ' +
        '--store \'/data/it\'\\\'\'s here\' --scratch \'/local/$HOME\'',
      ''
    ])
    const file = join(temporaryFolder(), 'script')
    writeFileSync(file, script)
    expect(spawnSync('bash', ['-n', file]).status).toBe(0)
  })

  it.each([
    ['time', '4 hours', '--time takes a time as 04:00:00 or 1-00:00:00, not "4 hours".'],
    ['partition', 'a\n#SBATCH --wrap=x', /^--partition takes the name of a partition, not /],
    ['memory', 'much', '--memory takes an amount of memory as 16G, not "much".']
  ])('takes no %s that is none', (name, value, sentence) => {
    expect(sentenceOfFailing(() => slurmScript(command, [0], { ...plain, [name]: value }))).toMatch(sentence)
  })
})
