// How a person likes a table: hidden columns, order, density. Kept in the browser by table name; holds no data.

export interface TableView {
  hidden: string[];
  sort: string;
  falling: boolean;
  compact: boolean;
}

const key = (name: string): string => `abonent.table.${name}`;

export function restoreView(name: string): TableView {
  const fresh: TableView = { hidden: [], sort: '', falling: false, compact: false };
  try {
    return { ...fresh, ...JSON.parse(localStorage.getItem(key(name)) ?? '{}') };
  } catch {
    return fresh;
  }
}

export function saveView(name: string, view: TableView): void {
  localStorage.setItem(key(name), JSON.stringify(view));
}
