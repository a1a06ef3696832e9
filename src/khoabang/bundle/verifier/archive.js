"use strict";

// Reads the one form of an archive that bundle/archive.py writes (ADR 0013); the first byte that is otherwise is said.

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}(?:\/[A-Za-z0-9][A-Za-z0-9._-]{0,79}){0,3}$/;
const MOST_ENTRIES = 10000;

class Altered extends Error {
  constructor(kind, offset, entry = "") {
    super(kind);
    Object.assign(this, { kind, offset, entry });
  }
}

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n;
});

function crc32(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = CRC[(sum ^ byte) & 255] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}

function little(...pairs) {
  const bytes = [];
  for (const [size, value] of pairs) for (let at = 0; at < size; at++) bytes.push(Math.floor(value / 256 ** at) & 255);
  return bytes;
}

const ascii = (text) => Array.from(text, (sign) => sign.charCodeAt(0));
const factsOf = (name, crc, size) =>
  little([2, 20], [2, 0], [2, 0], [2, 0], [2, 0x21], [4, crc], [4, size], [4, size], [2, name.length], [2, 0]);

function firstDifference(found, expected) {
  const most = Math.min(found.length, expected.length);
  let at = 0;
  while (at < most && found[at] === expected[at]) at++;
  return at;
}

function unpack(data) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const isEntry = (at) => at + 4 <= data.length && view.getUint32(at, true) === 0x04034b50;
  if (!isEntry(0)) throw new Altered("none", 0);
  const entries = new Map();
  const broken = [];
  const directory = [];
  let at = 0;
  let last = "";
  while (isEntry(at)) {
    if (at + 30 > data.length) throw new Altered("end", data.length);
    const [crc, size, length] = [view.getUint32(at + 14, true), view.getUint32(at + 22, true), view.getUint16(at + 26, true)];
    const start = at + 30 + length;
    const name = String.fromCharCode(...data.subarray(at + 30, Math.min(start, data.length)));
    const facts = factsOf(name, crc, size);
    const known = NAME.test(name) ? name : "";
    const wrong = firstDifference(data.subarray(at + 4, at + 30), facts);
    if (wrong < 26) {
      const kind = view.getUint16(at + 6, true) & 1 ? "encrypted" : view.getUint16(at + 8, true) ? "compressed" : "bytes";
      throw new Altered(kind, at + 4 + wrong, known);
    }
    if (!known) throw new Altered("name", at + 30);
    if (start + size > data.length) throw new Altered("end", data.length, name);
    if (name <= last || entries.size === MOST_ENTRIES) throw new Altered("order", at, name);
    const content = data.subarray(start, start + size);
    if (crc32(content) !== crc) broken.push({ name, offset: start });
    entries.set(name, content);
    const row = [0x50, 0x4b, 1, 2, ...little([2, 20]), ...facts, ...little([2, 0], [2, 0], [2, 0], [4, 0], [4, at]), ...ascii(name)];
    directory.push(...row);
    last = name;
    at = start + size;
  }
  const counts = [[2, 0], [2, 0], [2, entries.size], [2, entries.size], [4, directory.length], [4, at], [2, 0]];
  const end = [...directory, 0x50, 0x4b, 5, 6, ...little(...counts)];
  const rest = data.subarray(at);
  const wrong = firstDifference(rest, end);
  if (wrong < end.length || rest.length > end.length) {
    throw new Altered(wrong === rest.length ? "end" : wrong === end.length ? "longer" : "bytes", at + wrong);
  }
  return { entries, broken };
}

// SHA-256 for browsers that keep WebCrypto from pages opened as files.

function fractions(root, count) {
  // The first 32 bits of the fractions of roots of primes, exactly: floor(root * 2^32) by whole numbers.
  const primes = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime)) primes.push(n);
  return Uint32Array.from(primes, (prime) => {
    const target = BigInt(prime) << BigInt(32 * root);
    let [low, high] = [0n, BigInt(prime) << 32n];
    while (high - low > 1n) {
      const middle = (low + high) >> 1n;
      if (middle ** BigInt(root) <= target) low = middle;
      else high = middle;
    }
    return Number(low & 0xffffffffn);
  });
}

const ROUNDS = fractions(3, 64);
const START = fractions(2, 8);
const turned = (word, by) => (word >>> by) | (word << (32 - by));

function sha256(bytes) {
  const length = Math.ceil((bytes.length + 9) / 64) * 64;
  const whole = new Uint8Array(length);
  whole.set(bytes);
  whole[bytes.length] = 128;
  const view = new DataView(whole.buffer);
  view.setUint32(length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(length - 4, (bytes.length * 8) >>> 0);
  const state = Uint32Array.from(START);
  const words = new Uint32Array(64);
  for (let block = 0; block < length; block += 64) {
    for (let n = 0; n < 64; n++) {
      if (n < 16) {
        words[n] = view.getUint32(block + n * 4);
        continue;
      }
      const [near, far] = [words[n - 2], words[n - 15]];
      const mixed = (turned(near, 17) ^ turned(near, 19) ^ (near >>> 10)) + (turned(far, 7) ^ turned(far, 18) ^ (far >>> 3));
      words[n] = words[n - 16] + words[n - 7] + mixed;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let n = 0; n < 64; n++) {
      const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[n] + words[n]) | 0;
      const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, place) => (state[place] += word));
  }
  return Array.from(state, (word) => word.toString(16).padStart(8, "0")).join("");
}
