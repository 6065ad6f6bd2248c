// Who sits here. Knows four states: not asked yet, a fresh installation without users, signed out, signed in. When a
// session ends in the middle of work the page stays and only asks for the password again, so nothing typed is lost.
import { ask, onSignedOut, type Problem, read, write } from './http';
import type { User } from './shapes';

export type SessionState = 'unknown' | 'unreachable' | 'setup' | 'signed_out' | 'signed_in' | 'expired';

let state = $state<SessionState>('unknown');
let user = $state.raw<User | null>(null);
let failure = $state.raw<Problem | null>(null);
let whenOther: () => void = () => {};

export const session = {
  get state() {
    return state;
  },
  get user() {
    return user;
  },
  get failure() {
    return failure;
  },
};

export const may = (right: string): boolean => user?.rights.includes(right) ?? false;

// What to forget when another person signs in on this desk.
export function onOtherUser(listener: () => void): void {
  whenOther = listener;
}

function ended(): void {
  if (state === 'signed_in') state = 'expired';
}
onSignedOut(ended);

export async function findSession(): Promise<void> {
  state = 'unknown';
  try {
    const nobody = await askWho();
    if (nobody) return await askSetup();
  } catch (problem) {
    failure = problem as Problem;
    state = 'unreachable';
  }
}

// Whether nobody is signed in; whoever is, is taken.
async function askWho(): Promise<boolean> {
  const { user: who } = await read<{ user: User | null }>('/api/v1/session');
  if (who) take(who);
  return !who;
}

async function askSetup(): Promise<void> {
  try {
    state = (await read<{ needed: boolean }>('/api/v1/setup')).needed ? 'setup' : 'signed_out';
  } catch {
    state = 'signed_out'; // a server that will not say is a server with users
  }
}

function take(next: User): void {
  if (user && user.id !== next.id) whenOther();
  user = next;
  state = 'signed_in';
}

export async function signIn(name: string, password: string): Promise<void> {
  const answer = await ask('POST', '/api/v1/session', { body: { name, password }, signingIn: true });
  take((await answer.json()).user);
}

export interface FirstUser {
  token: string;
  name: string;
  displayName: string;
  password: string;
}

export async function setUp(first: FirstUser): Promise<void> {
  take((await write<{ user: User }>('/api/v1/setup', first)).user);
}

// A refused connection may mean that the session is over.
export function noticeTheEnd(): void {
  void read<{ user: User | null }>('/api/v1/session').then(
    ({ user: who }) => !who && ended(),
    () => {},
  );
}

export async function signOut(): Promise<void> {
  await ask('DELETE', '/api/v1/session').catch(() => {}); // gone already, or unreachable: forget either way
  forget();
}

export function forget(): void {
  whenOther();
  user = null;
  state = 'signed_out';
}
