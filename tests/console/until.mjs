// Waits for something that has no event of its own.
import assert from 'node:assert/strict';

export async function until(what, withinMs = 5000) {
  const end = Date.now() + withinMs;
  for (;;) {
    const value = await what();
    if (value) return value;
    assert.ok(Date.now() < end, `not within ${withinMs} ms: ${what}`);
    await new Promise((rest) => setTimeout(rest, 40));
  }
}
