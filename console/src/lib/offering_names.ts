// Offerings by name where an answer carries their code. To be called while a component starts, as a query is.
import { createQuery } from '@tanstack/svelte-query';
import { offeringsQuery } from './queries';
import { may } from './session.svelte';

export function offeringNames(): (code: string) => string {
  const query = createQuery(() => ({ ...offeringsQuery(), enabled: may('catalog_read') }));
  // One that is no longer sold keeps its code.
  return (code) => query.data?.find((one) => one.code === code)?.name ?? code;
}
