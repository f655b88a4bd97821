/** Command lines: a command with options that it has, then words replaced, left out, doubled, swapped. */
import type { Command } from 'commander'
import type { Chance } from '../chance'

const values = [
  '1', '0', '-1', '2', '10', '0.1', '1e999', '-1e999', 'NaN', 'Infinity', '0x10', '1e-400', '9007199254740993', '٣',
  ' 1 ', '1,2,3', '4,4,4', '1,,2', ',', 'a', '', ' ', 'none', 'latest', 'final', 'start', 'support1', 'conv1', 'all',
  'mnist-10k', 'mnist', 'cifar-10', 'image-folder', 'all-cnn-mini', 'resnet-mini', 'sgd', 'i-alternation',
  'b-alternation', 'majority', 'plateau', 'plateau:0.05', 'plateau:1e999', 'start,2,end', 'seed=1..5',
  'seed=1..99999999', 'lr=0.001..0.1:log', 'lambda=0..1:0.25', 'lambda=0..1:1e-300', 'seed=1e999..2', 'gap=1,2,4',
  'error<5%', 'error<1e999%', 'name:"x', '-status:failed', 'created>2026-13-45', 'created>999999-01-01', 'loss<',
  '*:*', 'name:****************************a', '--', '-', '-x', '--debug', '--json', 'text,json', 'html', 'md',
  'npz', 'onnx', 'keras', 'safetensors', 'tfjs', 'magnitude', '0.5', 'conv1=0.5', 'conv1=0.5,conv2=nan',
  '../../evil', '/', '/dev/null', '/etc/passwd', 'missing.maskrun', 'a.maskrun', 'bad.h5', 'bad.json', 'C:\\x',
  '\u001b]0;x\u0007', '\u202e', '\ud800', 'x'.repeat(300), '9'.repeat(300), '日本', '__proto__',
  'constructor', '%s', '$HOME', '20260101-000000-aaaa', '0,0,0', '1..', '..', '1:2:3', '[[[[', '{"a":1e999}', 'relu',
  'maskt', 'majority:1e999'
]

/** Of which commands none is tried: they wait for whoever comes. */
const never = ['serve', 'help']

/** Options that would fetch something. */
const notGiven = ['--download']

function path(program: Command, chance: Chance): Command[] {
  const commands = [...program.commands].filter((command) => !never.includes(command.name()))
  if (commands.length === 0) return []
  const command = chance.of(commands)
  return [command, ...chance.happens(0.8) ? path(command, chance) : []]
}

function line(program: Command, chance: Chance, known: readonly string[]): string[] {
  const commands = path(program, chance)
  const command = commands.at(-1) ?? program
  const value = (): string => (chance.happens(0.3) && known.length > 0 ? chance.of(known) : chance.of(values))
  const given = command.registeredArguments.flatMap((argument) => {
    if (!argument.required && chance.happens(0.5)) return []
    return Array.from({ length: argument.variadic ? chance.few(4) : 1 }, value)
  })
  const options = [...command.options].filter(({ long }) => !notGiven.includes(long ?? ''))
  const chosen = Array.from({ length: options.length === 0 ? 0 : chance.few(6) }, () => chance.of(options))
  const flags = chosen.flatMap(({ long, short, required, optional, variadic }) => {
    const name = long ?? short ?? ''
    if (!required && !optional) return [name]
    return [name, ...Array.from({ length: variadic ? chance.few(3) : 1 }, value)]
  })
  return [...commands.map((one) => one.name()), ...given, ...flags]
}

export function commandLine(program: Command, chance: Chance, known: readonly string[]): string[] {
  const words = line(program, chance, known)
  for (let i = chance.happens(0.5) ? chance.few(4) : 0; i > 0 && words.length > 0; i--) {
    const at = chance.whole(words.length)
    const other = chance.whole(words.length)
    switch (chance.whole(6)) {
      case 0: words.splice(at, 1); break
      case 1: words.splice(at, 0, chance.of(values)); break
      case 2: words.splice(at, 0, words[other] ?? ''); break
      case 3: [words[at], words[other]] = [words[other] ?? '', words[at] ?? '']; break
      default: words[at] = chance.happens(0.7) ? chance.of(values) : `${words[at]}=${chance.of(values)}`
    }
  }
  return words.filter((word) => !never.includes(word) && !notGiven.some((option) => word.startsWith(option)))
}

const filterParts = [
  'error', 'name', 'status', 'seed', 'created', 'tag', 'method', 'masks', 'loss', '<', '<=', '>', '>=', '=', '!=',
  ':', '"', ' ', '-', '*', '%', '5', '0.5', '1e999', 'NaN', '2026-11-27', '2026', 'now', 'x', '.', '(', ')', '[',
  '\\', '日', '\u0000', '\ud800'
]

/** A filter as somebody types it. */
export const filterText = (chance: Chance): string =>
  Array.from({ length: chance.few(40) }, () => chance.of(chance.happens(0.9) ? filterParts : values)).join('')

const sweepParts = ['1', '0', '.', '..', ':', 'log', ',', ';', '-', 'e', '5', '1e5', '0.1', 'x', ' ', '1e999']

/** The values of a setting in a sweep. */
export const sweepText = (chance: Chance): string =>
  Array.from({ length: chance.few(12) }, () => chance.of(sweepParts)).join('')
