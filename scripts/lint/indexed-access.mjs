/**
 * `noUncheckedIndexedAccess` for the programs around the engine: `node scripts/lint/indexed-access.mjs` names every
 * place that takes an element of a list for granted, and ends with 1. The engine is left out. Its inner loops read
 * typed arrays by index, where a check of each read would cost time and say nothing. A project of its own in
 * `tsconfig.json` cannot do that: it would check every file of the engine that these folders import.
 */
import { join, relative } from 'node:path'
import ts from 'typescript'
import { projectFolder } from '../setup/places.mjs'

/** Pages have the option in `tsconfig.pages.json`. */
export const checkedFolders = [
  'db', 'main/api', 'main/cli', 'main/desktop', 'main/pages', 'main/service', 'main/web', 'preload', 'scripts'
]

/** @param {string} name path of a file from the project's folder */
export const isChecked = (name) => checkedFolders.some((folder) => name.startsWith(`${folder}/`))

/** @param {string} file */
const nameOf = (file) => relative(projectFolder, file).replaceAll('\\', '/')

/** @returns {string[]} findings as `file:line: sentence` */
function findings() {
  const configuration = join(projectFolder, 'tsconfig.programs.json')
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined }
  const project = ts.getParsedCommandLineOfConfigFile(
    configuration,
    { noUncheckedIndexedAccess: true, incremental: false, tsBuildInfoFile: undefined },
    host
  )
  if (!project) throw new Error(`${configuration} cannot be read.`)
  const names = project.fileNames.filter((file) => isChecked(nameOf(file)) || file.endsWith('.d.ts'))
  const program = ts.createProgram(names, project.options)
  return program.getSourceFiles().filter(({ fileName }) => isChecked(nameOf(fileName))).flatMap((source) =>
    program.getSemanticDiagnostics(source).map(({ start = 0, messageText }) => {
      const { line } = source.getLineAndCharacterOfPosition(start)
      return `${nameOf(source.fileName)}:${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
    })
  )
}

if (import.meta.filename === process.argv[1]) {
  const found = findings()
  if (found.length > 0) {
    process.stderr.write(`${found.join('\n')}\n${found.length} elements may be missing; say what happens then.\n`)
    process.exitCode = 1
  }
}
