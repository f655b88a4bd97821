/**
 * Folders `<store>/uploads/<host>_<process>_<uuid>`, each for the files of one upload while they are needed. A name
 * says whose it is, so that what a killed process left is removed by the next one, and nothing else.
 */
import { rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { processExists } from '../files/process-exists'
import { whereNumbersCount } from '../files/process-identity'
import type { RunStore } from '../../db/store'
import { Failure, reasonOf } from '../../preload/schema/failure'
import { makeFolder } from '../files/make-folder'
import { ownFolder } from '../files/own-rights'
import { namesIn, removeIfPossible } from '../files/temporary-folder'

/** Those of this process: its number may be that of an earlier one. */
const held = new Set<string>()
const here = encodeURIComponent(whereNumbersCount())

const uploadsOf = ({ path }: RunStore): string => join(path, 'uploads')

/** @param subject what it is for. @throws Failure when the store takes none */
export function makeUploadFolder(store: RunStore, upload: string, subject: string): string {
  const name = `${here}_${process.pid}_${upload}`
  const folder = join(uploadsOf(store), name)
  try {
    makeFolder(folder, ownFolder)
  } catch (error) {
    const reason = reasonOf(error)
    throw new Failure(
      `The folder ${folder} for ${subject} cannot be made (${reason}); choose another store with --store.`
    )
  }
  held.add(name)
  return folder
}

/** With all that is in it; what cannot be removed now, the next session tries again. */
export function removeUploadFolder(store: RunStore, upload: string): void {
  const name = `${here}_${process.pid}_${upload}`
  removeIfPossible(join(uploadsOf(store), name))
  held.delete(name)
  removeIfEmpty(uploadsOf(store))
}

/** Removes what processes of this machine left that are gone. */
export function removeAbandonedUploads(store: RunStore): void {
  const uploads = uploadsOf(store)
  const abandoned = namesIn(uploads).filter(isAbandoned)
  for (const name of abandoned) removeIfPossible(join(uploads, name))
  if (abandoned.length > 0) removeIfEmpty(uploads)
}

function isAbandoned(name: string): boolean {
  const [, host, owner] = /^(.+)_(\d+)_[0-9a-f-]{36}$/.exec(name) ?? []
  if (host !== here) return false
  return Number(owner) === process.pid ? !held.has(name) : !processExists(Number(owner))
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // Another upload is in it.
  }
}
