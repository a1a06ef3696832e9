// Exact fractions of whole numbers, and rounding as scoring/numbers.py does it.

const UNENDING_PLACES = 6;

function greatest(a, b) {
  while (b) [a, b] = [b, a % b];
  return a;
}

function fraction(numerator, denominator = 1n) {
  if (!denominator) return null;
  const sign = denominator < 0n ? -1n : 1n;
  const shared = greatest(numerator < 0n ? -numerator : numerator, denominator * sign) || 1n;
  return { p: (numerator * sign) / shared, q: (denominator * sign) / shared };
}

function read(text) {
  const found = /^(-?\d{1,2000})(?:\/(\d{1,2000})|\.(\d{1,1000}))?$/.exec(text === null || text === undefined ? "" : String(text));
  if (!found) return null;
  if (found[3]) return fraction(BigInt(found[1] + found[3]), 10n ** BigInt(found[3].length));
  return fraction(BigInt(found[1]), found[2] ? BigInt(found[2]) : 1n);
}

const add = (a, b) => fraction(a.p * b.q + b.p * a.q, a.q * b.q);
const less = (a, b) => fraction(a.p * b.q - b.p * a.q, a.q * b.q);
const times = (a, b) => fraction(a.p * b.p, a.q * b.q);
const over = (a, b) => fraction(a.p * b.q, a.q * b.p);
const compared = (a, b) => (a.p * b.q < b.p * a.q ? -1 : a.p * b.q > b.p * a.q ? 1 : 0);
const written = (a) => `${a.p}/${a.q}`;

function rounded(value, { places, mode = "half_up" }) {
  const scale = 10n ** BigInt(places);
  const size = value.p < 0n ? -value.p : value.p;
  let whole = (size * scale) / value.q;
  const rest = (size * scale) % value.q;
  const half = compared(fraction(2n * rest), fraction(value.q));
  const isUp = { half_up: half >= 0, half_even: half > 0 || (half === 0 && whole % 2n === 1n), up: rest > 0n, down: false }[mode];
  if (isUp) whole += 1n;
  return fraction(value.p < 0n ? -whole : whole, scale);
}

function fixed(value, places) {
  const scaled = (value.p * 10n ** BigInt(places)) / value.q;
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(places + 1, "0");
  const sign = scaled < 0n ? "-" : "";
  return places ? `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}` : sign + digits;
}

function placesOf(value) {
  // How many decimals a fraction has; null where it does not end.
  let [rest, twos, fives] = [value.q, 0, 0];
  for (; rest % 2n === 0n; rest /= 2n) twos++;
  for (; rest % 5n === 0n; rest /= 5n) fives++;
  return rest === 1n ? Math.max(twos, fives) : null;
}

function shown(value, rounding) {
  if (rounding) return fixed(rounded(value, rounding), rounding.places);
  const places = placesOf(value);
  return places === null ? fixed(rounded(value, { places: UNENDING_PLACES }), UNENDING_PLACES) : fixed(value, places);
}

const FALLBACK = { mean: "points", median: "mean", spread: "points", change: "mean", mean_percent: "percent", criterion_index: "index", converted: "points" };

function roundingOf(policies, column) {
  const stated = (policies.rounding || {})[column];
  if (stated) return { places: Number(stated.places), mode: stated.mode };
  return FALLBACK[column] ? roundingOf(policies, FALLBACK[column]) : null;
}
