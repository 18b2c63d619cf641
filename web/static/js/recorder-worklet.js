// Hands on what the microphone hears as 16-bit samples, a tenth of a second at a time. Runs beside the page, so that
// a busy page loses no sound.
class Samples extends AudioWorkletProcessor {
  constructor() {
    super();
    this.size = Math.round(sampleRate / 10);
    this.next();
  }
  next() {
    this.block = new Int16Array(this.size);
    this.filled = 0;
  }
  process([[channel]]) {
    for (const sample of channel || []) {
      this.block[this.filled++] = Math.round(Math.max(-1, Math.min(1, sample)) * 32767);
      if (this.filled < this.size) continue;
      this.port.postMessage(this.block, [this.block.buffer]);
      this.next();
    }
    return true;
  }
}
registerProcessor("samples", Samples);
