/** How each figure is computed: the tooltips of every number. One sentence or two, in the words of the method. */
export const glossary = {
  support: 'The 0/1 vector of one activation layer for one example: which units pass.',
  alternation:
    'The moment at which masks are estimated afresh. Between two of them the masks are fixed and only weights move.',
  alternationCount: 'Alternations done so far: passes over the training set that stored every example’s mask.',
  snapshotCount:
    'Moments of which masks are stored, of all training examples or of the first 256; every alternation is one.',
  sparsity: 'Zeros divided by units, over the training examples of the snapshot.',
  sparsityOverall: 'Zeros divided by units, over all layers and the training examples of the snapshot.',
  churn:
    'Fraction of mask bits of the same examples that differ from the snapshot before: on→off plus off→on, ' +
    'divided by all bits.',
  onToOff: 'Fraction of all mask bits that were 1 in the snapshot before and are 0 now.',
  offToOn: 'Fraction of all mask bits that were 0 in the snapshot before and are 1 now.',
  drift:
    'Fraction of the probe examples’ stored mask bits that disagree with the support the current weights would give.',
  dead: 'Units that are on for no training example of the snapshot.',
  alwaysOn: 'Units that are on for every training example of the snapshot.',
  units: 'Activations of the layer for one example: height × width × channels.',
  examples: 'Training examples whose masks the snapshot took.',
  trainLoss:
    'Cross-entropy averaged over the epoch’s training examples, as seen while training (with stored masks in the ' +
    'masked phase).',
  testLoss: 'Cross-entropy averaged over the test examples after the epoch, with ordinary ReLU.',
  trainError: 'Training examples classified wrongly during the epoch, divided by all of them.',
  importedTestError:
    'Test examples classified wrongly, divided by all of them: once with ReLU, once with MaskT, which keeps only the ' +
    'masks, m ⊙ Wz with m = [q > 0].',
  importedMasks:
    'For every training example which units of each ReLU pass, one bit per unit, estimated once with the weights of ' +
    'the file.',
  preprocessing:
    'What is done to pixels first: what the model says, or else a guess, by its loss on training images. Trained on ' +
    'images prepared otherwise, it has other masks here, and often nearly the same error.',
  preprocessingGuess:
    'Neither the file nor who imported it said how images were prepared. These were measured on training images with ' +
    'ReLU, and the smallest loss was taken; import the file again to choose another.',
  testError: 'Test examples classified wrongly after the latest epoch with ordinary ReLU, divided by all of them.',
  bestTestError: 'The smallest test error of any epoch so far. Chosen on the test set itself, so a little optimistic.',
  liveCurve: 'Mean over the mini-batches since the point before.',
  iterations:
    'Mini-batches, each followed by one update of the weights; of layer-wise Newton, after its warm-up, steps in one ' +
    'layer.',
  examplesPerSecond: 'Training examples seen per second, measured over the latest mini-batches.',
  secondsLeft: 'Iterations that remain, divided by the present rate.',
  secondsEstimated:
    'A fixed cost and one per iteration, fitted to finished runs on this machine. The range is what they say singly.',
  elapsed: 'Sum of the time of all epochs done, including mask estimation and evaluation.',
  maskBytes: 'Bytes of all stored masks in the run file, one bit per unit and example.',
  fileBytes: 'Size of the run file: masks, weights of every checkpoint and metrics.',
  maskBytesPerExample: 'One bit per support unit; each layer starts on a byte.',
  parameters:
    'Trained values of the main head, as papers count them. Running statistics are not counted. ' +
    'A training also moves those of auxiliary heads.',
  supportUnits: 'Units of all support layers of one example: bits of its multi-layer support.',
  learningRate:
    'Learning rate of the latest epoch, after its schedule; of a Newton step its length, found by a line search.',
  reluError: 'Test examples classified wrongly when every support layer is ReLU, max(q, 0), divided by all of them.',
  masktError:
    'Test examples classified wrongly when every support layer is MaskT: m ⊙ Wz with m = [q > 0], no hidden bias (eq ' +
    '13), divided by all of them.',
  reluLoss: 'Cross-entropy averaged over the test examples with ReLU.',
  masktLoss: 'Cross-entropy averaged over the test examples with MaskT.',
  ruleError: 'Test examples classified wrongly under the rule, divided by all of them.',
  ruleLoss: 'Cross-entropy averaged over the test examples under the rule.',
  ruleSparsity: 'Units that are off under the rule, divided by all units of all layers, over all test examples.',
  ruleGap: 'Error under the rule minus ReLU error at the same checkpoint, in percentage points (pp).',
  rule:
    'ReLU: max(q, 0). MaskT: m ⊙ Wz with m = [q > 0] (eq 13). Threshold: m = [q > β] (eq 9). Energy: m = [x² > β] ' +
    'with x = max(q, 0) (eqs 36–38), the threshold √β. Affine passes on m ⊙ q, linear m ⊙ Wz.',
  betaSweep:
    'Test error and sparsity of the chosen checkpoint when every support is on only above β, the same β in every ' +
    'layer. With β = 0 the affine threshold is ReLU, the linear one MaskT.',
  confusion:
    'How many test examples of each label (row) are answered with each class (column). Off the diagonal a cell is ' +
    'the darker, the larger its share of the row’s examples.',
  classError: 'Test examples of the class that are answered wrongly, divided by all of the class.',
  disagreement: 'Test examples for which the two rules predict different classes.',
  answerProbability: 'The probability that softmax gives to the predicted class.',
  gap: 'MaskT error minus ReLU error, in percentage points (pp).',
  epochs: 'Epochs done of epochs asked for; an epoch is one pass over the training set.',
  seed:
    'Start of the random numbers for weights, order of examples and dropout. The same seed, towers and threads on a ' +
    'CPU give the same figures.',
  publishedError:
    'Test error that the paper reports for this method. A claim to be measured: choose it to train the same.',
  pruningComparison:
    'Test error with ReLU after the last epoch. Runs are put together that have data, examples, augmentation, total ' +
    'epochs, batch size and learning rate in common; of a seed the newest counts, and runs that begin with another ' +
    'run are left out, unless that is an import.',
  pruneBaseline:
    'One training by SGD of as many epochs as the three stages have together; of an imported network its own error, ' +
    'before anything was pruned.',
  pruneMagnitude: 'Dense–Sparse–Dense that prunes the smallest weights, to a sparsity that has to be set.',
  pruneI:
    'Dense–Sparse–Dense whose Sparse stage runs I-alternation: connections are pruned whose two ends no stored mask ' +
    'has on together.',
  pruneB:
    'Dense–Sparse–Dense whose Sparse stage runs B-alternation: connections are pruned whose two ends no batch’s mask ' +
    'has on together.',
  publishedPruning:
    'From the paper’s table 8: top-1 error on ImageNet. Other data and larger networks than here: compare ' +
    'differences between rows, not errors.',
  weights: 'Connections of the layer: entries of its kernel, biases aside.',
  kept: 'Connections that are left; the others stay at exactly zero while the Sparse stage lasts.',
  pruned: 'Connections pruned, divided by all connections of the layer.',
  prunedOverall: 'Connections pruned, divided by all connections of the network, exempt layers included.',
  exempt: 'A layer that is never pruned, as the run was asked.',
  stageSparsity:
    'Pruned connections of a layer divided by all of it, in each stage. In the Sparse stage a column for every ' +
    'choice of connections; in the Dense stages none is pruned.',
  coactivation:
    'How often the two ends of a connection are both on, over all examples (or batches) and positions, divided by ' +
    'the most that it could be.',
  coactivationMean:
    'Mean over the layer’s connections of how often both ends are on together, as a fraction of all examples (or ' +
    'batches) and positions.',
  coactivationNever:
    'Zero co-activation: connections whose two ends were never on at once, divided by all of the layer.',
  coactivationHistogram:
    'Share of a layer’s connections whose co-activation falls into each of the bins of equal width.',
  coactivationAtSnapshot:
    'How often the input and the output of a connection are both on, over all connections of the layer, all ' +
    'positions and examples. The image and class scores count as on.',
  weightSparsity: 'Weights of the layer that are zero, divided by all of them, biases aside.',
  effectiveMacs:
    'MACs for one image whose weight is not zero and whose input is on, on average over examples of the snapshot. ' +
    'A pooled, summed or averaged input is on where any of its units is; an image is on everywhere, padding nowhere.',
  connectedLayers: 'Convolutions and dense layers of the main head.',
  outputShape: 'Of one example: height × width × channels, or one number once positions are gone.',
  nonZeroParameters: 'Trained values that are not zero in the weights of the snapshot.',
  mainHead: 'Totals are of the main head: auxiliary heads serve training only.',
  sensitivity:
    'Test error with ReLU when this layer alone is pruned by magnitude to this sparsity, with the weights at the end ' +
    'of the Dense stage and no training after.',
  stageError: 'Test error with ReLU of the weights at the end of the stage.',
  unitEntropy:
    'H(m) of the unit’s bit over the examples: 1 bit where it is on for half of them, 0 where it never changes.',
  unitInformation:
    'I(m; label) = H(m) − Σ p(label) H(m | label): how much the unit’s bit tells of the label, over the same examples.',
  unitOverlap:
    'Of the examples for which one of the two units is on, the share for which both are (Jaccard). Over all layers.',
  linearNetwork:
    'Every support then multiplies by 0 or 1, and nothing else of the network bends a straight line, except for max ' +
    'pooling, whose choices are taken as they are for this image.',
  linearLogits:
    'What the network answers before the softmax, under the weights of the snapshot: with ReLU, and with the stored ' +
    'masks of the example.',
  linearWeights:
    'd logit / d pixel with masks fixed, in the scale in which the network sees pixels: what the logit gains when ' +
    'the pixel is brighter by one. Of a colour image, its three channels together, or one of them.',
  linearContributions:
    'Weight × pixel. All of them, and what biases add, give the logit; the difference is what rounding leaves.',
  whatIf:
    'The same network, weights and image with other masks. A narrower choice holds against a wider one: a unit that ' +
    'is on stays on in a channel that is off.',
  bestLastLayers:
    'With the masks of a snapshot given, logits are linear in the products of the weights before and behind the last ' +
    'support. The best of them are found, and a dual bound proves that no weights are better under these masks.',
  fittedExamples: 'The first training examples, whose stored masks are given; the loss is their mean cross-entropy.',
  nuclearPenalty:
    'Of the penalty β Σ ‖V_c‖_* beside the mean cross-entropy: of a network, β Σ ‖w_c‖ ‖a_c‖ over the channels ' +
    'of the support.',
  storedObjective: 'Mean cross-entropy of the stored weights under the stored masks, plus the penalty.',
  bestObjective: 'The smallest objective that was found, of channels with weights of any rank.',
  leftToProve: '(objective − bound) / objective. The bound is the value of the dual program, which nothing is below.',
  gatedError:
    'Test examples that the best weights classify wrongly while each example’s units are gated by the stored weights.',
  lastLayersSeconds: 'Features of the examples, the best weights, and the steps of the network.',
  theorem1Condition:
    'Of the network that ends behind the first masked layer with a mean over positions and a classifier: the squares ' +
    'of the singular values of its U, which holds inputs and masks, divided by m = examples · outputs (29).',
  conditionExamples: 'The first training examples; their stored masks and the first layer’s inputs make U.',
  theorem1Stated: 'The squares of U’s smallest and largest singular value, divided by examples · outputs.',
  theorem1Scaled:
    'λ²_max / λ²_min of the columns that are not zero for every input: what no common scale of U and y can change.',
  theorem1Spectrum: 'Eigenvalues of UᵀU / N, of the columns that are not zero for every input.',
  layerSteps:
    'The last two layers after steps of L-BFGS under the stored masks, put back into the network: its test error ' +
    'with ReLU, with the gates of the stored weights, and the share of the support’s bits that are others than stored.',
  solversFixedMasks:
    'Each solver starts from the weights of the snapshot and lowers the cross-entropy of the first training examples ' +
    'under their stored masks; then the weights are put back as a ReLU network.',
  solverMasks:
    'Those of the snapshot, as they are stored; or estimated again and again from the weights as they are then, ' +
    'which is the alternation, beside solvers of the ReLU network itself.',
  alternatingList:
    'relu-sgd:RATE and relu-lbfgs on the ReLU network; with masks alternating-sgd:RATE:CONSISTENCY (estimated ' +
    'before every pass), alternating-lbfgs:EVALUATIONS and alternating-layerwise:DAMPING, with commas between them.',
  solvedExamples: 'The first training examples, whose stored masks stay as they are.',
  solverPasses: 'How many forward and backward runs over these examples each solver may take.',
  solverList:
    'sgd:RATE, adam:RATE, lbfgs (all layers at once, 20 pairs), layerwise:DAMPING (Newton steps in one layer at a ' +
    'time, the last one first), gauss-newton:STEPS and batch-gauss-newton:EXAMPLES:STEPS:DAMPING (of all layers, by ' +
    'so many steps of conjugate gradients), with commas between them.',
  layersAlone: 'Also how low the loss goes when one layer alone is moved, for each layer; as long as three solvers.',
  changedError:
    'Examples that are answered wrongly, as the network is and with the changes. Of a class: its training examples ' +
    'whose masks the snapshot holds. Test examples have no stored masks, there the network decides its own.',
  trainingAnswers:
    'Every example of the snapshot, run through the network with its weights: with ReLU, and with MaskT as on ' +
    'Evaluation, m ⊙ Wz with m = [q > 0], which the network decides by itself, not the stored masks. Loss is the ' +
    'cross-entropy, −log of the probability of the label.',
  neighbours:
    'Hamming distance of masks: how many units are on in one of the two examples and off in the other. All examples ' +
    'whose masks the snapshot holds are compared.',
  commonUnits:
    'Units that are on in the masks of both examples, and in one of them alone. Overlap is Jaccard’s: those in both, ' +
    'divided by those in at least one.',
  distinctMasks: 'How many different masks of the layer there are among the examples whose masks are stored.',
  maskEntropy:
    'H = −Σ p log₂ p, with p the share of the examples that have a mask: 0 where all share one, log₂ of their number ' +
    'where each has its own.',
  largestGroup: 'How many examples have the mask that most of them share.',
  sharedMasks: 'An example is alone with its mask, or shares it with so many in all.',
  examplePlane:
    'Examples whose masks differ in few units lie near each other. Nearest neighbours are found exactly; UMAP lays ' +
    'them out with a fixed seed, so that the same masks always give the same plane.',
  classOverlap:
    'Jaccard overlap of the masks of two examples: units that are on in both, divided by those that are on in one of ' +
    'them. The mean over pairs, one example of each class; pairs with no unit on are left out.',
  channelCoactivation:
    'A case is one position of one example. Jaccard overlap of two channels: cases in which both are on, divided by ' +
    'those in which one of them is.',
  folded:
    'What the file has as layers or operators of their own and the network here has not: what became part of other ' +
    'weights or of a padding, what only says how values lie, and what works in training only.',
  matchedBy:
    'Shape: no other array of the file has it. Order: others have it too, and the order of their names alone ' +
    'decides, a guess that only the test error would tell wrong. Mapping: a file that a person gave says it.',
  maskedLayer: 'Layers whose units are on or off, as those of ReLU are. Of other functions no masks are kept.',
  macs: 'Multiply-accumulates for one image: each value of a kernel once per output position.',
  weightBytes: 'All arrays of the main head as float32, running statistics included.',
  millisecondsPerImage:
    'Median over rounds in which both models take the same test images, one after the other, on this machine.',
  removedChannels: 'Filters or units of the layer that are taken out: nothing that they compute can reach the output.',
  neverOn: 'Takes out channels too that are on for no training example. Predictions for other images may then change.',
  published:
    'From the paper (CIFAR-10, ALL-CNN). Other data and networks than this run: compare the size of the gap, not the ' +
    'errors.'
} as const

export type Term = keyof typeof glossary
