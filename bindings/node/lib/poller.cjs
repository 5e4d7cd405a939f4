// The poller of a copy.
//
// Native code decides when to poll and what the responses mean. The poller reports them to listeners, iterators and waits.

"use strict";

const { inspect } = require("node:util");
const { is, optionsOf, splitOptions } = require("./arguments.cjs");
const { failed, listening, orAborted, reasonOf, settled, throwIfAborted } = require("./calls.cjs");
const { PollerCancelledError, PollerStoppedError, isFailure } = require("./errors.cjs");
const { innerOf } = require("./inner.cjs");
const native = require("../native.cjs");

/** The options of a copy that JavaScript reads. */
const OWN = { abortSignal: is.signal, onProgress: is.call, resumeFrom: is.name };

/** Starts a copy, or resumes one that was started before. */
async function beginCopy(client, source, options) {
  const { abortSignal, onProgress, resumeFrom, rest } = splitOptions(options, "beginCopyFromURL", OWN);
  throwIfAborted(abortSignal);
  const inner = innerOf(client);
  const kept = resumeFrom === undefined ? undefined : keptOf(resumeFrom);
  const started = kept
    ? settled(inner, await inner.native.resumeCopy(kept.copyId, kept.ticket, rest))
    : await start(inner, source, abortSignal, rest);
  const poller = new CopyPoller(client, started, onProgress);
  if (kept) await poller.poll({ abortSignal });
  return poller;
}

/** Starts a copy. If the signal aborts, a copy that may have been started is aborted before the promise is rejected. */
async function start(inner, source, abortSignal, options) {
  const cancel = abortSignal && new native.Cancel();
  const answer = await listening(abortSignal, () => cancel.request(), () =>
    inner.native.beginCopy(source, options, cancel),
  );
  throwIfAborted(abortSignal);
  return settled(inner, answer);
}

/** The copy in a `resumeFrom`: the text of a poller, of this package or Microsoft's, or a ticket. */
function keptOf(resumeFrom) {
  if (resumeFrom.startsWith("blobcopy")) return { ticket: resumeFrom };
  const { copyId } = parsed(resumeFrom).state ?? {};
  return copyId === undefined ? undefined : { copyId: is.name(copyId, "the copyId of resumeFrom") };
}

function parsed(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    throw new TypeError("resumeFrom must be what a poller's toString gave, or a ticket");
  }
}

/** A copy that was started. If the poller is dropped, the copy continues. */
class CopyPoller {
  /** Undefined if the copy had succeeded when the service accepted it. */
  #copy;
  #ticket;
  #inner;
  #state;
  #listeners = new Set();
  #isStopped = true;
  /** The poll in flight, shared by all callers. */
  #asking;
  /** The wait for the end, shared by all callers, and the object that pauses it. */
  #waiting;
  #pause;
  #cancelling;

  constructor(client, { operation, copyId, source, ticket, first }, onProgress) {
    this.#copy = operation;
    this.#ticket = ticket;
    this.#inner = innerOf(client);
    this.#state = { isStarted: true, copyId, copySource: source };
    Object.defineProperty(this.#state, "blobClient", { value: client });
    if (onProgress) this.#listeners.add(onProgress);
    if (first) this.#update(first);
  }

  /** The resume token of the copy: one line without a secret. */
  get ticket() {
    return this.#ticket;
  }

  getOperationState() {
    return this.#state;
  }

  getResult() {
    return this.#state.result;
  }

  isDone() {
    const { isCompleted, isCancelled, error } = this.#state;
    return Boolean(isCompleted || isCancelled || error);
  }

  isStopped() {
    return this.#isStopped;
  }

  /** Adds a listener for progress and the end. Returns the function that removes it. */
  onProgress(callback) {
    is.call(callback, "callback");
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  /** Polls the copy immediately. */
  async poll(options) {
    const { abortSignal } = optionsOf(options, "poll", { abortSignal: is.signal });
    throwIfAborted(abortSignal);
    if (this.#raise()) return;
    this.#asking ??= this.#receive(this.#copy.ask()).finally(() => {
      this.#asking = undefined;
    });
    await orAborted(abortSignal, this.#asking);
  }

  /** Waits for the end. A signal also aborts the copy on the server; with `detach` it ends only the wait. */
  async pollUntilDone(options) {
    const known = { abortSignal: is.signal, detach: is.boolean };
    const { abortSignal, detach } = optionsOf(options, "pollUntilDone", known);
    if (this.#raise()) return this.#state.result;
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        const ending = detach ? this.stopPolling() : this.#abortOnce().catch(() => {});
        Promise.resolve(ending).then(() => reject(reasonOf(abortSignal)));
      };
      if (abortSignal?.aborted) return onAbort();
      listening(abortSignal, onAbort, () => this.#untilDone()).then(resolve, (error) => {
        // After an abort, `onAbort` rejects with the signal's reason.
        if (!abortSignal?.aborted) reject(error);
      });
    });
  }

  /** Ends the wait. The copy continues, and a later call can wait for it. */
  stopPolling() {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#pause?.request();
  }

  /** Aborts the copy on the server. If it has ended before, this is no error, and the poller has the result. */
  async cancelOperation(options) {
    const { abortSignal } = optionsOf(options, "cancelOperation", { abortSignal: is.signal });
    throwIfAborted(abortSignal);
    if (this.isDone()) return;
    await orAborted(abortSignal, this.#abortOnce());
  }

  /** Yields the state after each poll, the last one when the copy has succeeded. */
  async *[Symbol.asyncIterator]() {
    while (!this.isDone()) {
      await this.#receive(this.#copy.next());
      yield { ...this.#state };
    }
    this.#raise();
  }

  /** The text that resumes the copy, without a secret. */
  toString() {
    const { isStarted, isCompleted, isCancelled, copyId, copySource, copyProgress } = this.#state;
    return JSON.stringify({
      state: { isStarted, isCompleted, isCancelled, copyId, copySource, copyProgress },
      ticket: this.ticket,
    });
  }

  #untilDone() {
    this.#isStopped = false;
    this.#waiting ??= this.#wait().finally(() => {
      this.#waiting = undefined;
    });
    return this.#waiting;
  }

  async #wait() {
    this.#pause = new native.Cancel();
    try {
      while (!this.isDone()) {
        if (this.#isStopped) throw new PollerStoppedError("the poller was stopped; the copy continues");
        await this.#receive(this.#copy.next(this.#pause));
      }
    } finally {
      this.#isStopped = true;
    }
    this.#raise();
    return this.#state.result;
  }

  /** Waits for the next state of the copy and applies it. */
  async #receive(answering) {
    const answer = await answering;
    if (isFailure(answer)) {
      if (answer.failure === "cancelled") return;
      // The abort in progress applies the result.
      if (this.#cancelling) return this.#cancelling.catch(() => {});
      if (this.isDone()) return;
    }
    this.#apply(answer);
  }

  #apply(answer) {
    if (!isFailure(answer)) return this.#update(answer);
    const error = failed(this.#inner, answer);
    // The end of the copy is final; a failed poll may be temporary.
    if (answer.isEnd) this.#state.error = error;
    throw error;
  }

  /** Applies a state that was read, and reports progress and success to the listeners. */
  #update(read) {
    const state = this.#state;
    // A poll that was in flight may report the end a second time.
    if (state.isCompleted) return;
    const before = state.copyProgress;
    const { copyStatus, copyProgress, bytesCopied, bytesTotal, copyRemark } = read;
    Object.assign(state, { copyStatus }, copyProgress && { copyProgress, bytesCopied, bytesTotal });
    if (copyRemark) state.copyRemark = copyRemark;
    else delete state.copyRemark;
    if (copyStatus === "success") {
      state.result = read;
      state.isCompleted = true;
    }
    // The service reports no progress of a copy that was complete when its start returned.
    if (state.copyProgress && (state.isCompleted || state.copyProgress !== before)) {
      for (const listener of this.#listeners) listener(state);
    }
  }

  #abortOnce() {
    this.#cancelling ??= this.#abort().finally(() => {
      this.#cancelling = undefined;
    });
    return this.#cancelling;
  }

  async #abort() {
    if (settled(this.#inner, await this.#copy.abort())) this.#state.isCancelled = true;
    else this.#apply(await this.#copy.ask());
  }

  [inspect.custom](_depth, options) {
    const { copyId, copyStatus, copyProgress, blobClient } = this.#state;
    const { url } = innerOf(blobClient).native;
    return `CopyPoller ${inspect({ url, copyId, copyStatus, copyProgress }, options)}`;
  }

  /** Returns whether the copy has succeeded; throws if it has ended otherwise. */
  #raise() {
    const { error, isCancelled, isCompleted } = this.#state;
    if (error) throw error;
    if (isCancelled) throw new PollerCancelledError("the copy was cancelled", { kind: "copy_aborted", copyId: this.#state.copyId });
    return isCompleted;
  }
}

module.exports = { beginCopy };
