/**
 * On which kind of file system a path lies. SQLite's write-ahead log needs memory that all its processes share, and
 * locks that hold; on a file system of a network it fails ("locking protocol"), or damages the file in silence.
 */
import { existsSync, statfsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Linux' `statfs` types of file systems that other machines may write, too; of FUSE nobody knows. */
const networkFileSystems: Readonly<Record<number, string>> = {
  0x6969: 'NFS',
  0x0bd00bd0: 'Lustre',
  0xff534d42: 'CIFS',
  0xfe534d42: 'SMB',
  0x517b: 'SMB',
  0x65735546: 'FUSE',
  0x00c36400: 'Ceph',
  0x47504653: 'GPFS',
  0x19830326: 'BeeGFS',
  0x01021997: '9P',
  0x5346414f: 'AFS',
  0x6b414653: 'AFS',
  0x20030528: 'OrangeFS',
  0x01161970: 'GFS2',
  0x7461636f: 'OCFS2',
  0xaad7aaea: 'PanFS',
  0x73757245: 'Coda'
}

/** The `statfs` type of the nearest folder above that is there. */
function typeOf(path: string): number {
  let folder = resolve(path)
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder)
  return statfsSync(folder).type
}

/**
 * The name of the network's file system that the path lies on, or will lie on; null on a disk of this machine. Linux
 * alone says so.
 * @param type told by the system unless a test says another
 */
export function networkFileSystemOf(path: string, type: (path: string) => number = typeOf): string | null {
  if (process.platform !== 'linux') return null
  try {
    return networkFileSystems[type(path)] ?? null
  } catch {
    // What cannot be asked says so when it is opened.
    return null
  }
}

/** How SQLite keeps what is half written: on a network's file system in a journal beside the file. */
export const journalModeOn = (network: string | null): 'WAL' | 'DELETE' => (network === null ? 'WAL' : 'DELETE')
