/**
 * An export's files in a folder. They are written into a folder of a temporary name beside it and reach the disk there;
 * then that folder takes its name, or, where the folder is there already, its files are moved in: last the one that a
 * program opens. So a model can be opened only when all of it is there.
 */
import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Failure } from '../../preload/schema/failure'
import { makeFolder } from '../files/make-folder'
import { processExists } from '../files/process-exists'
import { whereNumbersCount } from '../files/process-identity'
import { reachDisk } from '../interchange/files'
import type { ExportFile } from './formats/format'

export const reportName = 'report.json'

export interface WrittenFile { name: string; bytes: number }

/**
 * @param files the last one is what a program opens
 * @param more files that are made from those that have been written; sees the temporary folder
 * @param force replaces files of the same names; without it they are refused
 * @throws Failure when the place is taken or cannot be written; whatever was written is removed
 */
export async function writeFolder(
  folder: string,
  files: readonly ExportFile[],
  force: boolean,
  more: (temporary: string, written: readonly WrittenFile[]) => Promise<readonly ExportFile[]> = () =>
    Promise.resolve([])
): Promise<WrittenFile[]> {
  const temporary = join(dirname(folder), `.${basename(folder)}.${process.pid}.${whereNumbersCount()}.partial`)
  try {
    makeFolder(dirname(folder))
    refuseTaken(
      folder,
      files.map(({ name }) => name),
      force
    )
    removeLeftOver(folder)
    mkdirSync(temporary)
    const written = await writeAll(temporary, files)
    written.unshift(...(await writeAll(temporary, await more(temporary, written))))
    reachDisk(temporary)
    // Time has passed; somebody else may have written there.
    const names = written.map(({ name }) => name)
    refuseTaken(folder, names, force)
    put(folder, temporary, names)
    return written
  } catch (error) {
    if (existsSync(temporary)) rmSync(temporary, { recursive: true })
    if (error instanceof Error && 'code' in error)
      throw new Failure(unwritableSentence(folder, error))
    throw error
  }
}

/** @throws Failure when the folder is none or, without `force`, holds files of these names */
function refuseTaken(folder: string, names: readonly string[], force: boolean): void {
  const entry = lstatSync(folder, { throwIfNoEntry: false })
  if (!entry) return
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new Failure(`${folder} is no folder; choose another place with --out.`)
  const taken = force ? undefined : names.find((name) => existsSync(join(folder, name)))
  if (taken !== undefined) throw new Failure(takenSentence(folder, taken))
}

export const takenSentence = (folder: string, name: string): string =>
  `${folder} already holds "${name}"; choose another folder with --out, or replace it with --force.`

export const unwritableSentence = (folder: string, { message }: Error): string =>
  `${folder} could not be written (${message}); choose another place with --out.`

async function writeAll(folder: string, files: readonly ExportFile[]): Promise<WrittenFile[]> {
  const written: WrittenFile[] = []
  for (const { name, write } of files) {
    const path = join(folder, name)
    await write(path)
    reachDisk(path)
    written.push({ name, bytes: statSync(path).size })
  }
  return written
}

function put(folder: string, temporary: string, names: readonly string[]): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) moveIn(folder, temporary, names)
  else {
    // Not every system renames over an empty folder.
    if (existsSync(folder)) rmdirSync(folder)
    renameSync(temporary, folder)
  }
  reachDisk(dirname(folder))
}

/**
 * An earlier model goes before the first of its files is replaced, so that never parts of two lie together as one; its
 * report goes too.
 */
function moveIn(folder: string, temporary: string, names: readonly string[]): void {
  const opened = join(folder, names[names.length - 1])
  if (existsSync(opened)) for (const path of [opened, join(folder, reportName)]) rmSync(path, { force: true })
  reachDisk(folder)
  for (const name of names) renameSync(join(temporary, name), join(folder, name))
  rmdirSync(temporary)
  reachDisk(folder)
}

/** What exports to the same place left behind when they were killed. */
function removeLeftOver(folder: string): void {
  const [prefix, suffix] = [`.${basename(folder)}.`, `.${whereNumbersCount()}.partial`]
  for (const name of readdirSync(dirname(folder))) {
    const owner = name.startsWith(prefix) && name.endsWith(suffix) ? name.slice(prefix.length, -suffix.length) : ''
    if (/^\d+$/.test(owner) && !processExists(Number(owner)))
      rmSync(join(dirname(folder), name), { recursive: true, force: true })
  }
}
