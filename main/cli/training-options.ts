/** Options that several commands share. */
import type { Command } from 'commander'
import { augmentationNames, preprocessingNames } from '../../preload/schema/configuration'

export function withOptimisationOptions(command: Command): Command {
  return command
    .option('--data-dir <folder>', 'the folder of the data set’s official files (default: its own folder in the store)')
    .option('--preprocessing <name>', preprocessingNames.join(', '))
    .option('--augmentation <name>', augmentationNames.join(', '))
    .option('--image-size <n>', 'pixels of the square cut from images of an image folder')
    .option('--name <text>', 'a name for the run')
    .option('--batch-size <n>', 'examples per step')
    .option('--momentum <x>', 'momentum of SGD')
    .option('--weight-decay <x>', 'L2 penalty on kernels')
    .option('--clip-norm <x>', 'longest gradient, or none')
    .option('--schedule <text>', 'constant, cosine, or step:200,250,300 (× 0.1 after these epochs)')
    .option('--seed <n>', 'the same seed gives the same numbers on a CPU')
    .option('--limit <n>', 'use the first N training examples only')
    .option('--evaluate-every <n>', 'measure the test error after every N iterations too, not only after every epoch')
    .option('--executor <name>', 'graph (a step is one call) or eager (the reference)')
    .option('--json', 'print the run as JSON when it has ended')
}

export function withMaskOptions(command: Command): Command {
  return command
    .option('--gap <n>', 'epochs between alternations; or plateau, or drift')
    .option('--tolerance <x>', 'plateau: alternate when the training loss falls by less than this fraction in an epoch')
    .option('--drift-bound <x>', 'drift: alternate when more than this fraction of stored bits has become wrong')
    .option('--consistency <x>', 'λ of the consistency term; 0 is the paper’s method')
    .option('--consistency-schedule <name>', 'constant or with-learning-rate')
    .option('--rule <name>', 'mask rule: positive (q > β) or energy (x² > β)')
    .option('--beta <x>', 'threshold: learned, a number, or quantile:0.5')
    .option('--form <name>', 'affine (eq 2) or linear (eq 13)')
    .option('--gate <name>', 'pure (the mask replaces ReLU) or gated (mask after ReLU)')
    .option('--keep-masks <name>', 'auto, all, or ends (first and last two alternations)')
}
