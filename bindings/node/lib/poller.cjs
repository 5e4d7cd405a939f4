// A copy under way, as its user holds it.
//
// Native code decides when to ask and what the answers mean. Here is who hears of them: listeners, iterators, waits.

"use strict";

const { is, optionsOf, splitOptions } = require("./arguments.cjs");
const { listening, orAborted, reasonOf, settled, throwIfAborted } = require("./calls.cjs");
const { PollerCancelledError, PollerStoppedError, errorOf, isFailure } = require("./errors.cjs");
const { innerOf } = require("./inner.cjs");
const native = require("../native.cjs");

/** What JavaScript reads itself of the options of a copy. */
const OWN = { abortSignal: is.signal, onProgress: is.call, resumeFrom: is.name };

/** Starts a copy, or takes up one that was started before. */
async function beginCopy(client, source, options) {
  const { abortSignal, onProgress, resumeFrom, rest } = splitOptions(options, "beginCopyFromURL", OWN);
  throwIfAborted(abortSignal);
  const inner = innerOf(client);
  const kept = resumeFrom === undefined ? undefined : keptOf(resumeFrom);
  const started = kept
    ? settled(inner.access, await inner.native.resumeCopy(kept.copyId, kept.ticket, rest))
    : await start(inner, source, abortSignal, rest);
  const poller = new CopyPoller(client, started, inner.access);
  if (onProgress) poller.onProgress(onProgress);
  if (kept) await poller.poll({ abortSignal });
  return poller;
}

/** A start that is cancelled aborts the copy that it may have begun, before it rejects. */
async function start(inner, source, abortSignal, options) {
  const cancel = abortSignal && new native.Cancel();
  const answer = await listening(abortSignal, () => cancel.request(), () =>
    inner.native.beginCopy(source, options, cancel),
  );
  throwIfAborted(abortSignal);
  return settled(inner.access, answer);
}

/** What `toString` kept of a copy, be it ours or Microsoft's, or a ticket of the command's. */
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

/** A copy that was started. Letting go of it leaves the copy to itself. */
class CopyPoller {
  /** Nothing, if the copy had succeeded when its start was answered. */
  #copy;
  #ticket;
  #access;
  #state;
  #listeners = new Set();
  #isStopped = true;
  /** The question that is under way, for all who want to know. */
  #asking;
  /** The wait for the end, for all who wait, and what makes it pause. */
  #waiting;
  #pause;
  #cancelling;

  constructor(client, { operation, copyId, source, ticket, first }, access) {
    this.#copy = operation;
    this.#ticket = ticket;
    this.#access = access;
    this.#state = { isStarted: true, copyId, copySource: source };
    Object.defineProperty(this.#state, "blobClient", { value: client });
    if (first) this.#heard(first);
  }

  /** What another process needs to go on with the copy, in one line without a secret. */
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

  /** Hears of progress while the copy is pending. Gives what ends the hearing. */
  onProgress(callback) {
    is.call(callback, "callback");
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  /** Asks at once how the copy stands. */
  async poll(options) {
    const { abortSignal } = optionsOf(options, "poll", { abortSignal: is.signal });
    throwIfAborted(abortSignal);
    if (this.#raise()) return;
    this.#asking ??= this.#word(this.#copy.ask()).finally(() => {
      this.#asking = undefined;
    });
    await orAborted(abortSignal, this.#asking);
  }

  /** Waits for the end. A signal ends the copy on the server too, unless `detach` says that it ends the wait alone. */
  async pollUntilDone(options) {
    const known = { abortSignal: is.signal, detach: is.boolean };
    const { abortSignal, detach } = optionsOf(options, "pollUntilDone", known);
    if (this.#raise()) return this.#state.result;
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        const ending = detach ? this.stopPolling() : this.#end().catch(() => {});
        Promise.resolve(ending).then(() => reject(reasonOf(abortSignal)));
      };
      if (abortSignal?.aborted) return onAbort();
      listening(abortSignal, onAbort, () => this.#untilDone()).then(resolve, (error) => {
        // The signal's own reason comes once the copy has ended on the server.
        if (!abortSignal?.aborted) reject(error);
      });
    });
  }

  /** Gives up waiting; the copy goes on, and may be waited for again. */
  stopPolling() {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#pause?.request();
  }

  /** Ends the copy on the server. That it had ended already is no error: then the poller knows how. */
  async cancelOperation(options) {
    const { abortSignal } = optionsOf(options, "cancelOperation", { abortSignal: is.signal });
    throwIfAborted(abortSignal);
    if (this.isDone()) return;
    await orAborted(abortSignal, this.#end());
  }

  /** How the copy stands, whenever that was asked, and last of all when it has succeeded. */
  async *[Symbol.asyncIterator]() {
    while (!this.isDone()) {
      await this.#word(this.#copy.next());
      yield { ...this.#state };
    }
    this.#raise();
  }

  /** What resumes the copy, without a secret. */
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
        if (this.#isStopped) throw new PollerStoppedError("the poller was stopped; the copy goes on");
        await this.#word(this.#copy.next(this.#pause));
      }
    } finally {
      this.#isStopped = true;
    }
    this.#raise();
    return this.#state.result;
  }

  /** Takes the next word of the copy, once it is there. */
  async #word(answering) {
    const answer = await answering;
    if (isFailure(answer)) {
      if (answer.failure === "cancelled") return;
      // Whoever ends the copy takes the answer, and tells in the state how that went.
      if (this.#cancelling) return this.#cancelling.catch(() => {});
      if (this.isDone()) return;
    }
    this.#take(answer);
  }

  #take(answer) {
    if (!isFailure(answer)) return this.#heard(answer);
    const error = errorOf(answer, this.#access);
    // What ended the copy stays; what kept us from asking may pass.
    if (answer.isEnd) this.#state.error = error;
    throw error;
  }

  #heard(word) {
    const state = this.#state;
    const before = state.copyProgress;
    const { copyStatus, copyProgress, bytesCopied, bytesTotal, copyRemark } = word;
    Object.assign(state, { copyStatus }, copyProgress && { copyProgress, bytesCopied, bytesTotal });
    if (copyRemark) state.copyRemark = copyRemark;
    else delete state.copyRemark;
    if (copyStatus === "success") {
      state.result = word;
      state.isCompleted = true;
    } else if (state.copyProgress !== before) {
      for (const listener of this.#listeners) listener(state);
    }
  }

  #end() {
    this.#cancelling ??= this.#abort().finally(() => {
      this.#cancelling = undefined;
    });
    return this.#cancelling;
  }

  async #abort() {
    if (settled(this.#access, await this.#copy.abort())) this.#state.isCancelled = true;
    else this.#take(await this.#copy.ask());
  }

  /** Whether the copy has succeeded; throws if it has ended otherwise. */
  #raise() {
    const { error, isCancelled, isCompleted } = this.#state;
    if (error) throw error;
    if (isCancelled) throw new PollerCancelledError("the copy was cancelled", { kind: "copy_aborted", copyId: this.#state.copyId });
    return isCompleted;
  }
}

module.exports = { beginCopy };
